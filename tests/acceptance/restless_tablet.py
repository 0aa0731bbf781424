"""`doorstep-tablet` that asks a silent server every second; nothing else differs."""

from clients.reference_cli import dial, main

if __name__ == "__main__":
    dial.PING_S = 1.0
    main.main()

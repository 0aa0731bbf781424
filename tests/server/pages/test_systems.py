"""Systems by the names that people know, from what clients say of themselves."""

import pytest

from server.pages.systems import system_in_words


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("Debian 12", "Debian 12"),
        ("Android 13", "Android 13"),
        ("Linux-6.1.0-18-amd64-x86_64-with-glibc2.36", "Linux"),
        ("Linux-4.19.191-android12-9-aarch64-with-libc", "Android"),
        ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/126.0", "Android"),
        ("Mozilla/5.0 (Phone; HarmonyOS 5.0) ArkWeb/4.1", "HarmonyOS 5"),
        ("Windows-10-10.0.22631-SP0", "Windows 11"),
        ("Windows-10-10.0.19045-SP0", "Windows 10"),
        ("macOS-14.5-arm64-arm-64bit", "macOS 14"),
        ("Mozilla/5.0 (Linux; Android 14; SM-X200) AppleWebKit/537.36 Chrome/126.0", "Android 14"),
        ("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15", "iPadOS 17"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0", "Windows"),
        ("银河麒麟 V10", "银河麒麟 V10"),
        ("", ""),
    ],
)
def test_a_system_is_called_as_people_know_it(sent, said):
    assert system_in_words(sent) == said

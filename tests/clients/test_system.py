"""What a tablet says that it runs on."""

import platform

import pytest

from clients.reference_cli.system import system_name


@pytest.fixture
def machine(monkeypatch):
    """A machine that calls itself so."""

    def called(system, **facts):
        monkeypatch.setattr(platform, "system", lambda: system)
        for name, value in facts.items():
            monkeypatch.setattr(platform, name, value)

    return called


def test_linux_is_called_by_its_distribution(machine):
    debian = {"NAME": "Debian GNU/Linux", "VERSION_ID": "12", "ID": "debian"}
    machine("Linux", freedesktop_os_release=lambda: debian)
    assert system_name() == "Debian 12"


def test_a_distribution_without_numbers_has_its_name(machine):
    machine("Linux", freedesktop_os_release=lambda: {"NAME": "Arch Linux", "ID": "arch"})
    assert system_name() == "Arch Linux"


def test_a_system_that_does_not_name_itself_is_called_as_python_calls_it(machine):
    def missing():
        raise OSError

    machine("Linux", freedesktop_os_release=missing, platform=lambda: "Linux-6.1-aarch64")
    assert system_name() == "Linux-6.1-aarch64"


def test_other_systems_have_their_names(machine):
    machine("Windows", release=lambda: "11")
    assert system_name() == "Windows 11"
    machine("Darwin", mac_ver=lambda: ("14.5", ("", "", ""), "arm64"))
    assert system_name() == "macOS 14.5"

"""What the demo keeps beside its newsroom."""

from __future__ import annotations

from pathlib import Path

from tamizdat.project.demo import read_support_settings
from tamizdat.project.demo_folder import DemoFolder
from tamizdat.project.settings_file import NewSettings
from tamizdat.shell.mirrors import change_registry, read_registry


def test_other_commands_read_in_the_settings_where_the_demo_listens_this_time(tmp_path: Path) -> None:
    demo = DemoFolder(tmp_path)
    text = NewSettings("The Lamp", ["en"], support=read_support_settings()).to_toml()
    demo.home.settings_file.write_text(text, encoding="utf-8")
    for ports in ((8103, 8104), (9000, 9001)):
        demo.note_addresses(*(f"http://127.0.0.1:{port}/" for port in ports))
        support = demo.home.read_settings().support
        assert support.address == f"http://127.0.0.1:{ports[0]}"
        assert support.settings["sandbox"]["address"] == f"http://127.0.0.1:{ports[1]}"
    assert demo.home.settings_file.read_text(encoding="utf-8").count("\n") == text.count("\n")


def test_the_demos_mirror_is_a_public_one_wherever_it_listens_and_stays_away_once_it_is_removed(tmp_path: Path) -> None:
    demo = DemoFolder(tmp_path)
    for port in (8102, 9002):
        demo.note_mirror(f"http://127.0.0.1:{port}/")
        registry = read_registry(demo.home.mirrors)
        assert registry.announced("public") == (f"http://127.0.0.1:{port}/",)
        assert registry.mirror("harbour").where == str(tmp_path / "mirror")
    with change_registry(demo.home.mirrors) as held:
        held[0] = held[0].without("harbour")
    demo.note_mirror("http://127.0.0.1:8102/")
    assert read_registry(demo.home.mirrors).mirrors == ()

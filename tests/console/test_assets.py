"""Static files keep one address for ever, and a new build gets new ones."""

import pytest

from console.assets import assets


def test_every_file_is_served_under_the_digest_of_the_whole_set() -> None:
    found = assets()
    assert found.url("js/app.js") == f"/static/{found.digest}/js/app.js"
    asset = found.find(found.digest, "tokens.css")
    assert asset is not None and asset.media_type == "text/css; charset=utf-8" and b":root" in asset.body


def test_a_page_of_another_build_gets_nothing_rather_than_a_mix() -> None:
    assert assets().find("0" * 12, "tokens.css") is None


def test_a_name_that_does_not_exist_says_what_does() -> None:
    with pytest.raises(KeyError, match=r"tokens\.css"):
        assets().url("nothing.css")


def test_the_set_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        assets().by_name["x"] = None  # type: ignore[index]


def test_scripts_and_drawings_have_the_types_browsers_insist_on() -> None:
    types = {name.rsplit(".", 1)[1]: asset.media_type for name, asset in assets().by_name.items()}
    assert types["js"] == "text/javascript; charset=utf-8"
    assert set(types) <= {"js", "css", "svg"}
    assert types["svg"] == "image/svg+xml; charset=utf-8"

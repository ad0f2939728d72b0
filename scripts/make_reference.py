"""Write docs/controls: a page for each section, and a list of every control."""

from pathlib import Path

from hardpan import services
from hardpan.report.reference import pages

FOLDER = Path(__file__).parent.parent / "docs" / "controls"


def main() -> None:
    """Write every page anew, and remove what is none any more."""
    services.load()
    made = pages()
    FOLDER.mkdir(exist_ok=True)
    for file in FOLDER.iterdir():
        if file.name not in made:
            file.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

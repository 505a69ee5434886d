"""The lessons in assets/lessons, read once."""

from explorer import language
from explorer.language import cached_in_language
from explorer.lessons.lesson import Lesson
from explorer.lessons.reader import read_lesson
from explorer.lessons.translated import translate
from explorer.scene.values import quote
from explorer.ui import assets, page

FOLDER = assets.ASSETS / "lessons"
OTHER_PAGES = tuple(title for _, title, _ in page.PAGES if title != page.LESSONS)


@cached_in_language(2)  # the files do not change while the process runs; two languages
def lessons() -> dict[str, Lesson]:
    """All lessons by their names, in the order of the list and in the person's language, as far as it has them.

    Raises LessonError if a file cannot be read.
    The settings of other pages that they name are checked by a test, which knows the pages.
    """
    anything = {title: lambda _: () for title in OTHER_PAGES}
    read = [read_lesson(path.read_text(encoding="utf-8"), path.stem, anything) for path in FOLDER.glob("*.md")]
    if (now := language.now()) != language.ENGLISH:
        read = [
            translate(each, language.texts(language.file_of(f"assets/lessons/{each.name}.md", now))) for each in read
        ]
    return {lesson.name: lesson for lesson in sorted(read, key=lambda lesson: (lesson.order, lesson.name))}


def lesson(name: str) -> Lesson:
    """The lesson of a name, as in links. Raises ValueError if there is none."""
    if name not in lessons():
        raise ValueError(f"there is no lesson {quote(name)}. Choose one of {', '.join(lessons())}.")
    return lessons()[name]

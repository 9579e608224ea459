"""What knowledge refuses: a code with parameters and its wording in both languages. Not the mapper to HTTP."""

from kb.messages import MESSAGES


class KnowledgeError(ValueError):
    """A refusal: `code` is the message key, `params` fill the wording; `str()` is the English text."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def text(self, language: str) -> str:
        """The wording in `en` or `zh` (any `zh-…` tag counts as `zh`, everything else as `en`)."""
        words = MESSAGES[self.code]
        return words["zh" if language.startswith("zh") else "en"].format_map(self.params)

    def __str__(self) -> str:
        return self.text("en")

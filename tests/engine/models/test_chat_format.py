"""Chat templates: fixed forms first, unknown ones in a sandbox, ChatML where nothing works."""

from collections.abc import Sequence

from engine.models.chat_format import ChatFormat
from engine.models.kinds import ChatMessage

MESSAGES = [ChatMessage("system", "Be brief."), ChatMessage("user", "Hello")]
CHATML = "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHello<|im_end|>\n"


def unknown(template: str, messages: Sequence[ChatMessage], generation: bool) -> str | None:
    return None


def rendered(template: str, generation: bool = True) -> str:
    return ChatFormat(template, unknown, "<s>", "</s>").render(MESSAGES, generation)


def test_llama_cpps_own_form_comes_first() -> None:
    own = ChatFormat("known", lambda template, messages, generation: "fixed", "", "")
    assert own.render(MESSAGES, True) == "fixed"


def test_an_unknown_template_is_run() -> None:
    template = "{{ bos_token }}{% for m in messages %}({{ m.role }}: {{ m.content }}){% endfor %}"
    assert rendered(template) == "<s>(system: Be brief.)(user: Hello)"


def test_a_template_without_a_system_role_gets_it_in_the_first_turn() -> None:
    template = (
        "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system') }}{% endif %}"
        "{{ m.role }}={{ m.content }};{% endfor %}"
    )
    assert rendered(template) == "user=Be brief.\n\nHello;"


def test_no_template_means_chatml() -> None:
    assert rendered("", generation=False) == CHATML
    assert rendered("") == CHATML + "<|im_start|>assistant\n"


def test_a_broken_template_means_chatml() -> None:
    assert rendered("{% for %}", generation=False) == CHATML
    assert rendered("{{ 1 + 'a' }}", generation=False) == CHATML


def test_a_template_cannot_reach_python_or_grow_without_bounds() -> None:
    for hostile in (
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ 'a' * 10 ** 10 }}",
        "{{ 10 ** 10 ** 10 }}",
        "{{ messages.append(1) }}",
        "{% for i in range(10 ** 9) %}a{% endfor %}",
    ):
        assert rendered(hostile, generation=False) == CHATML


def test_a_model_that_thinks_aloud_is_asked_not_to() -> None:
    template = "{% for m in messages %}{{ m.content }}{% endfor %}{# enable_thinking #}"
    assert rendered(template).endswith("<think>\n\n</think>\n\n")
    assert "<think>" not in rendered(template, generation=False)

"""What one types into, ticks and chooses: what it holds, what it tells, what it shows when something is
wrong."""

import pytest
from tests.tui.widgets.conftest import Staging

from kmstui.tui.textual_hooks import screen_strips
from kmstui.tui.widgets.buttons import Button, ButtonRow
from kmstui.tui.widgets.check_list import Checkbox
from kmstui.tui.widgets.choice_list import ChoiceList
from kmstui.tui.widgets.field import Field
from kmstui.tui.widgets.fields import FieldGrid, NumberField, TextBoxField, TextField
from kmstui.tui.widgets.line_input import LineInput
from kmstui.tui.widgets.option_menu import Option, OptionMenu
from kmstui.tui.widgets.select import MenuButton, SelectField
from kmstui.tui.widgets.tag_editor import TagEditor, TagRow

THREE = (
    Option("a", "alpha", "first", detail=("a detail",)),
    Option("b", "beta", refusal="Not now."),
    Option("c", "gamma", hotkey="c"),
)


async def test_a_text_field_tells_what_is_typed_and_when_it_is_entered(stage: Staging) -> None:
    field = TextField("Alias", hint="Begins with a letter", id="alias")
    async with stage(field) as on:
        field.enter()
        await on.press(*"orders", "enter")
        assert field.value == "orders"
        assert [message.value for message in on.heard(Field.Changed)][-1] == "orders"
        assert [message.control for message in on.heard(Field.Submitted)] == [field]
        assert [row.rstrip() for row in on.text()[:3]] == ["Alias Info", "▌ orders", "Begins with a letter"]


async def test_an_error_stands_where_the_hint_was(stage: Staging) -> None:
    field = TextField("Alias", "x", hint="Begins with a letter")
    async with stage(field) as on:
        field.error = "Taken [/]"
        await on.pilot.pause()
        assert on.text()[2].rstrip() == "✗ Taken [/]"
        field.error = ""
        await on.pilot.pause()
        assert on.text()[2].rstrip() == "Begins with a letter"


async def test_a_value_given_from_outside_is_shown_and_told(stage: Staging) -> None:
    field = TextField("Alias", "before")
    async with stage(field) as on:
        field.value = "after"
        await on.pilot.pause()
        assert field.input.value == "after"
        assert [message.value for message in on.heard(Field.Changed)] == ["after"]


async def test_info_can_be_clicked_and_the_rest_of_the_field_edits(stage: Staging) -> None:
    field = TextField("Alias", optional=True)
    async with stage(field, size=(60, 10)) as on:
        assert on.text()[0].rstrip() == "Alias - optional Info"
        await on.click(field, 18, 0)
        assert len(on.heard(Field.InfoRequested)) == 1
        assert not on.focused(field.input)
        await on.click(field, 0, 1)
        assert on.focused(field.input)


async def test_a_number_field_takes_digits_and_steps_within_its_limits(stage: Staging) -> None:
    field = NumberField("Size (GiB)", 15, minimum=10, maximum=16)
    async with stage(field) as on:
        field.enter()
        await on.press("up", "up", "up")
        assert field.number == 16
        await on.press("down", "x", "-")
        assert field.value == "15"
        await on.press("backspace", "backspace")
        assert on.text()[1].strip() == "▌"
        await on.press("down")
        assert on.text()[1].strip() == "▌ 10"


async def test_a_pasted_control_character_is_left_out(stage: Staging) -> None:
    editor = LineInput()
    async with stage(editor):
        editor.insert("a\x1b]0;x\x07\u202eb", 0)
        assert editor.value == "a]0;xb"


async def test_the_cursor_is_drawn_and_does_not_blink(stage: Staging) -> None:
    editor = LineInput("abc", id="editor")
    async with stage(editor) as on:
        editor.focus()
        await on.pilot.pause()
        await on.press("left")
        inks = {
            segment.text: segment.style.bgcolor.name
            for segment in screen_strips(on.app.screen)[0]
            if segment.style and segment.style.bgcolor
        }
        assert inks["c"] == "#ff9900"
        assert not editor.cursor_blink


async def test_a_selection_is_shown(stage: Staging) -> None:
    editor = LineInput("abc")
    async with stage(editor) as on:
        editor.focus()
        await on.press("shift+left", "shift+left")
        inks = [
            (segment.text, segment.style.bgcolor.name)
            for segment in screen_strips(on.app.screen)[0]
            if segment.style and segment.style.bgcolor
        ]
        assert ("c", "#11304d") in inks


async def test_a_long_value_scrolls_with_its_cursor(stage: Staging) -> None:
    editor = LineInput("0123456789" * 3)
    async with stage(editor, size=(12, 3)) as on:
        editor.focus()
        await on.press("end")
        assert on.text()[0].rstrip().endswith("789")
        await on.press("home")
        assert on.text()[0].startswith("01234567")


async def test_several_lines_can_be_typed(stage: Staging) -> None:
    field = TextBoxField("Description", "one", rows=3)
    async with stage(field) as on:
        field.enter()
        await on.press("end", "enter", *"two")
        assert field.value == "one\ntwo"
        field.value = "three"
        await on.pilot.pause()
        assert field.box.text == "three"


@pytest.mark.parametrize(("width", "columns"), [(100, 2), (60, 1)])
async def test_two_fields_stand_side_by_side_where_there_is_room(
    stage: Staging, width: int, columns: int
) -> None:
    first, second = TextField("A"), TextField("B")
    async with stage(FieldGrid(first, second), size=(width, 20)):
        assert (first.region.y == second.region.y) == (columns == 2)
        if columns == 1:
            assert second.region.y == first.region.bottom + 1


async def test_a_select_opens_narrows_and_chooses(stage: Staging) -> None:
    field = SelectField("Type", THREE, "a")
    async with stage(field) as on:
        assert "alpha  first" in on.text()[1]
        field.enter()
        await on.press("enter")
        assert on.focused(field.menu)
        assert any("a detail" in row for row in on.text())
        await on.press(*"mm", "enter")
        assert field.value == "c"
        assert on.focused(field.row)
        assert not field.menu.display
        assert [message.value for message in on.heard(Field.Changed)] == ["c"]


async def test_what_is_refused_says_why_and_is_not_chosen(stage: Staging) -> None:
    field = SelectField("Type", THREE, "a")
    async with stage(field) as on:
        field.enter()
        await on.press("enter", "down", "enter")
        assert any("Not now." in row for row in on.text())
        assert field.value == "a"
        await on.press("escape")
        assert on.focused(field.row)


async def test_a_select_is_chosen_by_mouse_and_closed_by_looking_elsewhere(stage: Staging) -> None:
    field, other = SelectField("Type", THREE, "a"), Button("Other")
    async with stage(field, other) as on:
        await on.click(field.row, 3, 0)
        await on.click(field.menu, 4, 5)
        assert field.value == "c"
        await on.click(field.row, 3, 0)
        other.focus()
        await on.pilot.pause()
        assert not field.menu.display
        assert on.focused(other)


async def test_other_options_keep_the_choice_if_it_is_among_them(stage: Staging) -> None:
    field = SelectField("Type", THREE, "c", placeholder="Choose one")
    async with stage(field) as on:
        field.options = THREE[2:]
        await on.pilot.pause()
        assert "gamma" in on.text()[1]
        field.options = THREE[:1]
        await on.pilot.pause()
        assert "Choose one" in on.text()[1]


async def test_a_long_menu_scrolls_and_says_when_nothing_matches(stage: Staging) -> None:
    menu = OptionMenu([Option(f"{n}", f"option {n}") for n in range(40)])
    async with stage(menu) as on:
        menu.open("30")
        await on.pilot.pause()
        assert any("option 30" in row for row in on.text())
        await on.press("pagedown", "pagedown", "up")
        assert any("option 38" in row for row in on.text())
        await on.press(*"zz")
        assert any("Nothing matches." in row for row in on.text())
        await on.press("enter", "backspace", "backspace", "pageup")
        assert any("option 0" in row for row in on.text())
        assert on.heard(OptionMenu.Chosen) == []


async def test_a_menu_button_tells_the_verb(stage: Staging) -> None:
    button = MenuButton("Actions", THREE, mnemonic="A")
    async with stage(button) as on:
        await on.click(button.button, 2, 0)
        await on.press("down", "down", "enter")
        assert [message.key for message in on.heard(MenuButton.Chosen)] == ["c"]
        assert button.button.has_focus


async def test_a_check_box_is_ticked_by_key_and_mouse_unless_locked(stage: Staging) -> None:
    box = Checkbox("Encrypt this volume", note="on by default")
    async with stage(box) as on:
        assert on.text()[0].rstrip() == "[ ] Encrypt this volume   on by default"
        box.focus()
        await on.press("space")
        await on.click(box, 5, 0)
        await on.press("enter")
        assert [message.value for message in on.heard(Checkbox.Changed)] == [True, False, True]
        assert on.text()[0].startswith("[✓]")
        box.locked = True
        await on.press("space")
        assert box.value


async def test_a_choice_follows_the_arrows_and_passes_over_what_is_refused(stage: Staging) -> None:
    choice = ChoiceList(THREE, "a")
    async with stage(choice) as on:
        choice.focus()
        await on.press("down")
        assert choice.value == "a"
        await on.press("down")
        assert choice.value == "c"
        await on.click(choice, 3, 1)
        assert [message.value for message in on.heard(ChoiceList.Changed)] == ["c", "a"]
        assert [row.rstrip() for row in on.text()[:2]] == ["◉ alpha  first", "  a detail"]


async def test_a_disabled_button_cannot_be_pressed(stage: Staging) -> None:
    row = ButtonRow(Button("Cancel", "link", "C", id="cancel"), Button("Create", "disabled"))
    async with stage(row, size=(40, 3)) as on:
        assert on.text()[0].endswith(" Cancel    Create ")
        for button in row.query(Button):
            await on.click(button, 2, 0)
        await on.press("tab", "enter")
        assert [message.control.label for message in on.heard(Button.Pressed)] == ["Cancel", "Cancel"]


async def test_a_focused_button_shows_it_by_more_than_colour(stage: Staging) -> None:
    button = Button("Create", "primary")
    async with stage(button) as on:
        button.focus()
        await on.pilot.pause()
        assert on.text()[0].startswith("▌Create")


async def test_tags_are_added_edited_and_removed(stage: Staging) -> None:
    editor = TagEditor((("Name", "orders"),))
    async with stage(editor) as on:
        assert "1 / 50" in on.text()[1]
        await on.click(editor.query_one("#add-tag", Button), 3, 0)
        await on.press(*"env", "tab", *"prod")
        assert on.heard(TagEditor.Changed)[-1].tags == (("Name", "orders"), ("env", "prod"))
        first = editor.query(TagRow).first()
        await on.click(first.query_one(Button), 1, 0)
        assert editor.tags == (("env", "prod"),)
        assert "1 / 50" in on.text()[1]


async def test_what_is_wrong_with_a_tag_is_said_and_its_row_marked(stage: Staging) -> None:
    editor = TagEditor((("a", "1"), ("a", "2")))
    async with stage(editor) as on:
        editor.errors = {1: "Duplicate tag key a"}
        await on.pilot.pause()
        assert [row.wrong for row in editor.query(TagRow)] == [False, True]
        assert "✗ Duplicate tag key a" in on.text()[2]
        editor.errors = {}
        await on.pilot.pause()
        assert "2 / 50" in on.text()[2]

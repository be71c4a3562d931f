//! Widgets by keyboard and by name, in a window without a screen.
//!
//! Looks at no pixels.

use std::cell::RefCell;

use egui::{Id, Key, Modifiers, Rect, Ui, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::theme::icons;

/// A window of 400 by 300 that shows `app`, with our fonts and styles.
pub(super) fn window<'a, S: 'a>(state: S, app: impl FnMut(&mut Ui, &mut S) + 'a) -> Harness<'a, S> {
    Harness::builder()
        .with_size(vec2(400.0, 300.0))
        .with_context_setup(crate::theme::install)
        .build_ui_state(app, state)
}

fn row(n: usize) -> Rect {
    Rect::from_min_size(pos2(0.0, 32.0 * n as f32), vec2(400.0, 32.0))
}

#[test]
fn a_button_answers_to_click_and_to_enter() {
    let mut window = window(0, |ui, clicks| {
        if Button::main("Send").show_at(ui, row(0).with_max_x(80.0)).clicked() {
            *clicks += 1;
        }
    });
    window.get_by_label("Send").click();
    window.run();
    window.get_by_label("Send").focus();
    window.run();
    window.key_press(Key::Enter);
    window.run();
    assert_eq!(*window.state(), 2);
}

#[test]
fn a_button_that_is_off_does_nothing() {
    let mut window = window(0, |ui, clicks| {
        let button = Button::normal("End stream").enabled(false).hint("The stream is not open");
        if button.show_at(ui, row(0).with_max_x(120.0)).clicked() {
            *clicks += 1;
        }
    });
    window.get_by_label("End stream").click();
    window.run();
    assert_eq!(*window.state(), 0);
}

#[test]
fn segments_choose_by_click_and_by_space() {
    let mut window = window(0, |ui, chosen| {
        Segments::new("Shown as", &["Form", "JSON", "Text"]).show_at(ui, pos2(0.0, 0.0), chosen);
    });
    window.get_by_label("Shown as: JSON").click();
    window.run();
    assert_eq!(*window.state(), 1);
    window.get_by_label("Shown as: Text").focus();
    window.run();
    window.key_press(Key::Space);
    window.run();
    assert_eq!(*window.state(), 2);
}

#[test]
fn sub_tabs_that_do_not_fit_are_in_the_menu_and_the_chosen_one_is_not() {
    let titles = ["Message", "Metadata", "Auth", "Settings", "Checks", "Docs"].map(SubTab::new);
    let mut window = window(0, |ui, chosen| {
        SubTabs::new(&titles).show_at(ui, row(0).with_max_x(260.0), chosen);
    });
    assert!(window.query_by_label("Docs").is_none());
    window.get_by_label("More views").click();
    window.run();
    window.get_by_label("Docs").click();
    window.run();
    assert_eq!(*window.state(), 5);
    assert!(window.query_by_label("Docs").is_some(), "the chosen tab is always in the strip");
}

#[test]
fn a_set_box_says_what_it_is_and_changes_by_space() {
    let mut window = window(false, |ui, set| {
        SetBox::new("as_of").show_around(ui, pos2(20.0, 20.0), set);
    });
    window.get_by_label("as_of").focus();
    window.run();
    window.key_press(Key::Space);
    window.run();
    assert!(*window.state());
}

#[test]
fn a_branch_folds_by_its_arrows_and_by_its_chevron() {
    let mut window = window(true, |ui, open| {
        let out =
            TreeRow::new("Orders").branch(*open).show_at(ui, Rect::from_min_size(pos2(0.0, 0.0), vec2(300.0, 24.0)));
        if out.toggled {
            *open = !*open;
        }
    });
    window.get_by_label("Orders").focus();
    window.run();
    window.key_press(Key::ArrowLeft);
    window.run();
    assert!(!*window.state(), "Left folds");
    window.key_press(Key::ArrowLeft);
    window.run();
    assert!(!*window.state(), "Left on a folded branch leaves it folded");
    window.get_by_label("Orders").focus();
    window.run();
    window.key_press(Key::ArrowRight);
    window.run();
    assert!(*window.state(), "Right unfolds");
    window.hover_at(pos2(16.0, 12.0));
    for pressed in [true, false] {
        window.event(egui::Event::PointerButton {
            pos: pos2(16.0, 12.0),
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    window.run();
    assert!(!*window.state(), "the chevron folds");
}

#[test]
fn a_row_opens_its_menu_by_shift_f10() {
    let mut window = window(false, |ui, opened| {
        let out = TreeRow::new("GetOrder").show_at(ui, row(0));
        context_menu(&out.response, |ui| {
            if MenuItem::new("Copy path").show(ui).clicked() {
                *opened = true;
            }
        });
    });
    window.get_by_label("GetOrder").focus();
    window.run();
    window.key_press_modifiers(Modifiers::SHIFT, Key::F10);
    window.run();
    window.get_by_label("Copy path").click();
    window.run();
    assert!(*window.state());
    assert!(window.query_by_label("Copy path").is_none(), "a click closes the menu");
}

#[test]
fn a_drop_down_is_driven_by_keys_alone() {
    let mut window = window(0, |ui, chosen| {
        let values = ["BASIC", "FULL"];
        Combo::new("view", values[*chosen]).show_at(ui, row(0).with_max_x(200.0), |ui| {
            for (index, value) in values.iter().enumerate() {
                if MenuItem::new(value).chosen(index == *chosen).show(ui).clicked() {
                    *chosen = index;
                }
            }
        });
    });
    window.get_by_label_contains("view: BASIC").focus();
    window.run();
    window.key_press(Key::Enter);
    window.run();
    window.get_by_label("FULL").focus();
    window.run();
    window.key_press(Key::Enter);
    window.run();
    assert_eq!(*window.state(), 1);
}

#[test]
fn a_field_is_typed_in_and_its_reason_takes_20_below_it() {
    let mut window = window((String::new(), 0.0), |ui, (text, height)| {
        let wrong = (text == "x").then_some("Not a number");
        let out = TextField::new(text, "quantity")
            .invalid(wrong)
            .show_at(ui, Rect::from_min_size(pos2(4.0, 4.0), vec2(200.0, 28.0)));
        *height = out.rect.height();
    });
    assert_eq!(window.state().1, 28.0);
    window.get_by_label("quantity").focus();
    window.run();
    window.get_by_label("quantity").type_text("x");
    window.run();
    assert_eq!(window.state(), &("x".to_owned(), 48.0));
}

#[test]
fn a_splitter_moves_by_arrows_folds_by_enter_and_keeps_both_sides_usable() {
    let area = Rect::from_min_size(pos2(0.0, 0.0), vec2(400.0, 300.0));
    let splitter =
        Splitter::new("Request and response", Orientation::Beside, vec2(100.0, 50.0)).folds(Fold::Second, 24.0);
    let mut window = window(Split::default(), |ui, split| {
        splitter.show(ui, Id::NULL.with("splitter"), area, split);
    });
    window.get_by_label("Request and response").focus();
    window.run();
    for _ in 0..30 {
        window.key_press(Key::ArrowRight);
        window.run();
    }
    let (left, right) = splitter.sides(area, window.state());
    assert!(left.width() > 250.0 && right.width() >= 99.0, "{left} {right}");
    window.key_press(Key::Enter);
    window.run();
    assert_eq!(window.state().fold, Some(Fold::Second));
    assert!(splitter.sides(area, window.state()).1.width() <= 25.0);
    window.key_press(Key::Enter);
    window.run();
    assert_eq!(splitter.sides(area, window.state()).0, left, "unfolding brings the old place back");
}

#[test]
fn tabs_are_chosen_and_closed_by_name() {
    let events = RefCell::new(Vec::new());
    let tab = |key, title| DocTab {
        key,
        lead: Lead::Badge(BadgeKind::OneToOne),
        title,
        hint: "",
        preview: false,
        mark: TabMark::Unsaved,
    };
    let tabs = [tab(1, "GetOrder"), tab(2, "Track")];
    let mut window = window((), |ui, ()| {
        events.borrow_mut().extend(TabStrip::new(&tabs, 0).show_at(ui, row(0), |_, _| {}));
    });
    window.get_by_label("Track, not saved").click();
    window.run();
    window.get_by_label("Close GetOrder").click();
    window.run();
    window.get_by_label("New tab").click();
    window.run();
    drop(window);
    assert_eq!(events.into_inner(), [TabEvent::Choose(1), TabEvent::Close(0), TabEvent::New]);
}

#[test]
fn a_middle_click_closes_a_tab() {
    let events = RefCell::new(Vec::new());
    let tab = DocTab {
        key: 7,
        lead: Lead::Icon(icons::HUB, egui::Color32::WHITE),
        title: "Diagnostics",
        hint: "",
        preview: true,
        mark: TabMark::None,
    };
    let tabs = [tab];
    let mut window = window((), |ui, ()| {
        events.borrow_mut().extend(TabStrip::new(&tabs, 0).show_at(ui, row(0), |_, _| {}));
    });
    window.get_by_label("Diagnostics, preview").click_button(egui::PointerButton::Middle);
    window.run();
    drop(window);
    assert_eq!(events.into_inner(), [TabEvent::Close(0)]);
}

#[test]
fn a_dialog_is_left_by_esc_and_destroys_only_by_its_button() {
    let ask = |destroys: bool, key: Key| {
        let mut window = window(Outcome::Open, move |ui, outcome| {
            let ctx = ui.ctx().clone();
            let now = dialog(&ctx, Id::NULL.with("ask"), "Delete Orders?", "Delete", destroys, |_| true);
            if now != Outcome::Open {
                *outcome = now;
            }
        });
        window.key_press(key);
        window.run();
        *window.state()
    };
    assert_eq!(ask(true, Key::Escape), Outcome::Left);
    assert_eq!(ask(true, Key::Enter), Outcome::Open, "Enter destroys nothing");
    assert_eq!(ask(false, Key::Enter), Outcome::Confirmed);
}

#[test]
fn cells_of_head_and_rows_stand_below_each_other_and_fill_the_row() {
    let columns = [
        Column::new("Name", 120.0),
        Column::new("Address", 100.0).stretch(),
        Column::figures("Started", 72.0).sortable(),
    ];
    let table = Table::new(&columns);
    let cells = table.cells(row(0), &[]);
    assert_eq!(cells.last().unwrap().right(), 400.0 - 12.0);
    assert_eq!(cells[0].left(), 12.0);
    let mut widths = Vec::new();
    table.set_width(&mut widths, 2, 10.0);
    assert_eq!(table.cells(row(0), &widths)[2].width(), columns[2].min, "no column goes below its least width");
}

#[test]
fn a_click_on_a_head_asks_to_sort() {
    let mut window = window((Vec::new(), None), |ui, (widths, event)| {
        let columns = [Column::new("Name", 120.0), Column::figures("Started", 72.0).sortable()];
        let now = Table::new(&columns).head_ui(ui, Id::NULL.with("head"), row(0), widths, None);
        *event = now.or(*event);
    });
    window.get_by_label("Started").click();
    window.run();
    assert_eq!(window.state().1, Some(HeadEvent::SortBy(1)));
}

#[test]
fn text_can_be_selected_and_copied_but_not_changed() {
    let mut window = window((), |ui, ()| {
        SelectableText::new("Message", "No order 42. Try 43.").first_sentence_strong().show(ui, 300.0);
    });
    window.get_by_label("Message").focus();
    window.run();
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run();
    window.event(egui::Event::Copy);
    window.step();
    let copied = window
        .output()
        .platform_output
        .commands
        .iter()
        .any(|command| matches!(command, egui::OutputCommand::CopyText(text) if text == "No order 42. Try 43."));
    assert!(copied);
}

#[test]
fn a_ladder_reads_out_each_step() {
    let steps = [LadderStep {
        name: "TLS".to_owned(),
        mark: StepMark::Failed,
        finding: "Certificate expired".to_owned(),
        is_value: false,
        time: "0.3 ms".to_owned(),
    }];
    let window = window((), |ui, ()| Ladder::new(&steps).show(ui));
    assert!(window.query_by_label("TLS failed: Certificate expired 0.3 ms").is_some());
}

#[test]
fn a_piece_of_a_text_that_is_scrolled_is_found_where_it_stands() {
    let text = "first ".to_owned() + &"middle ".repeat(20) + "last";
    let end = text.len();
    let field = Rect::from_min_size(pos2(0.0, 0.0), vec2(160.0, 28.0));
    let mut window = window((text, [None; 2]), |ui, (text, places)| {
        let shown = TextField::new(text, "Filter").show_at(ui, field);
        *places = [shown.place_of(0..5), shown.place_of(end - 4..end)];
    });
    window.run();
    let [first, last] = window.state().1;
    assert!(first.is_some_and(|place| field.contains_rect(place)) && last.is_none(), "{first:?} {last:?}");
    window.get_by_label("Filter").focus();
    window.run();
    window.key_press(Key::End);
    window.run();
    let [first, last] = window.state().1;
    assert!(first.is_none() && last.is_some_and(|place| field.contains_rect(place)), "{first:?} {last:?}");
}

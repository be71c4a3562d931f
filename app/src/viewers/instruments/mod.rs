//! The instruments of a stream: rates, gaps, sizes and waits as pictures, and the table of all figures.
//! They show what core counted and count nothing themselves.

mod axis;
mod distribution;
#[cfg(test)]
mod gui_tests;
mod over_time;
mod rates;
mod totals;

pub use self::{
    over_time::{StepPoints, color, messages_reading},
    rates::{RatesInput, RatesState, rates_ui},
};

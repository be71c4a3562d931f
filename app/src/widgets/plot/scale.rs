//! How the vertical axis of a plot ends, and how its figures are written.
//! It knows numbers; units are added by whoever makes a scale.

/// A vertical axis from 0.
#[derive(Clone, Copy, Debug)]
pub struct PlotScale {
    /// The round end for the largest value that is shown: it jumps, so that a moving line does not make it shiver.
    pub end: fn(f64) -> f64,
    /// A figure as it stands at a rule and at the end of a line.
    pub figure: fn(f64) -> String,
}

impl PlotScale {
    /// Of plain numbers.
    pub const NUMBER: PlotScale = PlotScale { end: Self::round, figure: plain };

    /// The least of 1, 1.2, 1.6, 2, 3, 4, 6 and 8 times a power of ten that is not below `value`.
    pub fn round(value: f64) -> f64 {
        round_end(value)
    }
}

fn round_end(value: f64) -> f64 {
    if value <= 0.0 {
        return 1.0;
    }
    let power = 10f64.powf(value.log10().floor());
    let steps = [1.0, 1.2, 1.6, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0];
    steps.into_iter().map(|step| step * power).find(|end| *end >= value * 0.999).unwrap_or(10.0 * power)
}

/// A figure without needless places: `0.8`, `98`, `1,200`, `1.6 M`.
fn plain(value: f64) -> String {
    match value {
        _ if value >= 999_950.0 => with_unit(value / 1e6, "M"),
        _ if value >= 9_999.5 => with_unit(value / 1e3, "k"),
        _ if value >= 999.5 => {
            let whole = value.round() as u64;
            format!("{},{:03}", whole / 1000, whole % 1000)
        }
        _ if value >= 9.95 || value.fract().abs() < 0.05 => format!("{value:.0}"),
        _ => format!("{value:.1}"),
    }
}

fn with_unit(value: f64, unit: &str) -> String {
    let places = if value >= 100.0 || value.fract().abs() < 0.05 { 0 } else { 1 };
    format!("{value:.places$} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_axis_is_round_and_above_the_line() {
        for (value, end) in [(0.0, 1.0), (0.7, 0.8), (98.0, 100.0), (112.0, 120.0), (121.0, 160.0), (1_700.0, 2_000.0)]
        {
            assert!((round_end(value) - end).abs() < end * 1e-3, "{value} ends at {}", round_end(value));
        }
    }

    #[test]
    fn figures_have_no_needless_places() {
        for (value, text) in [
            (120.0, "120"),
            (48.1, "48"),
            (0.8, "0.8"),
            (1_200.0, "1,200"),
            (16_000.0, "16 k"),
            (1_250_000.0, "1.2 M"),
            (2e6, "2 M"),
        ] {
            assert_eq!(plain(value), text);
        }
    }
}

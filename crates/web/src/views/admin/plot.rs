//! Sign-ins over time, drawn: a bar for each stretch, what went well below what was refused.

/// The drawing, in units of its own.
#[derive(Clone, Debug, Default)]
pub struct Plot {
    /// The bars from left to right.
    pub bars: Vec<Bar>,
    /// Lines of the scale.
    pub lines: Vec<Line>,
    /// All that went well.
    pub good: i64,
    /// All that was refused.
    pub refused: i64,
    /// Up to when lines were counted, written out.
    pub counted: Option<String>,
}

/// One stretch of time.
#[derive(Clone, Debug, Default)]
pub struct Bar {
    /// Its left edge.
    pub x: i64,
    /// The middle, where its time is written.
    pub middle: i64,
    /// Top and height of what went well.
    pub good_y: i64,
    /// See `good_y`.
    pub good_height: i64,
    /// Top and height of what was refused.
    pub refused_y: i64,
    /// See `refused_y`.
    pub refused_height: i64,
    /// How often it went well.
    pub good: i64,
    /// How often it was refused.
    pub refused: i64,
    /// When, written out.
    pub time: String,
    /// When, in short, below some of the bars.
    pub tick: Option<String>,
}

/// A line of the scale.
#[derive(Clone, Debug)]
pub struct Line {
    /// Where.
    pub y: i64,
    /// How many.
    pub label: i64,
}

/// Width of the drawing without the scale's numbers.
const WIDTH: i64 = 720;
/// Height of the bars' field.
const HEIGHT: i64 = 160;
/// Room above it.
const TOP: i64 = 12;
/// Room for the scale's numbers.
const LEFT: i64 = 48;

/// What is drawn of a stretch.
#[derive(Clone, Debug)]
pub struct Column {
    /// When, written out.
    pub time: String,
    /// When, in short.
    pub short: String,
    /// How often it went well.
    pub good: i64,
    /// How often it was refused.
    pub refused: i64,
}

impl Plot {
    /// The drawing of some columns, with a time below every so manieth of them.
    #[must_use]
    pub fn of(columns: Vec<Column>, every: usize, counted: Option<String>) -> Self {
        let highest = columns.iter().map(|one| one.good + one.refused).max();
        let scale = scale(highest.unwrap_or(0));
        let count = i64::try_from(columns.len()).unwrap_or(1).max(1);
        let step = WIDTH / count;
        let good = columns.iter().map(|one| one.good).sum();
        let refused = columns.iter().map(|one| one.refused).sum();
        let bar = |(place, column): (usize, Column)| {
            let left = LEFT + i64::try_from(place).unwrap_or(0) * step;
            let good_height = height(column.good, scale);
            let refused_height = height(column.refused, scale);
            let good_y = TOP + HEIGHT - good_height;
            Bar {
                x: left + 2,
                middle: left + step / 2,
                good_y,
                good_height,
                refused_y: good_y - refused_height,
                refused_height,
                good: column.good,
                refused: column.refused,
                time: column.time,
                tick: (place % every.max(1) == 0).then_some(column.short),
            }
        };
        Self {
            bars: columns.into_iter().enumerate().map(bar).collect(),
            lines: [0, scale / 2, scale]
                .map(|label| Line {
                    y: TOP + HEIGHT - height(label, scale),
                    label,
                })
                .into(),
            good,
            refused,
            counted,
        }
    }

    /// How wide a bar is.
    #[must_use]
    pub fn bar_width(&self) -> i64 {
        let count = i64::try_from(self.bars.len()).unwrap_or(1).max(1);
        (WIDTH / count - 4).max(2)
    }
}

/// The height of a number; a small one is still seen.
fn height(number: i64, scale: i64) -> i64 {
    match number {
        0 => 0,
        _ => (number * HEIGHT / scale).max(2),
    }
}

/// The next round, even number.
fn scale(highest: i64) -> i64 {
    let mut size = 10;
    while size * 10 < highest {
        size *= 10;
    }
    let unit = if highest <= size { size } else { size * 2 };
    let rounded = (highest + unit - 1) / unit * unit;
    rounded.max(10)
}

#[cfg(test)]
mod tests {
    use super::{Column, HEIGHT, Plot, TOP, scale};

    #[test]
    fn the_scale_is_round_and_high_enough() {
        for (highest, expected) in [
            (0, 10),
            (7, 10),
            (11, 20),
            (99, 100),
            (101, 200),
            (950, 1000),
        ] {
            assert_eq!(scale(highest), expected, "{highest}");
        }
        for highest in 1..5000 {
            assert!(
                scale(highest) >= highest && scale(highest) % 2 == 0,
                "{highest}"
            );
        }
    }

    #[test]
    fn bars_stand_on_the_ground_and_stay_inside() {
        let column = |good, refused| Column {
            time: String::new(),
            short: "00:00".to_owned(),
            good,
            refused,
        };
        let plot = Plot::of(vec![column(3, 2), column(0, 0), column(400, 100)], 2, None);

        for bar in &plot.bars {
            assert_eq!(bar.good_y + bar.good_height, TOP + HEIGHT);
            assert!(bar.refused_y >= 0 && bar.refused_y + bar.refused_height == bar.good_y);
        }
        assert_eq!((plot.good, plot.refused), (403, 102));
        let ticks: Vec<bool> = plot.bars.iter().map(|bar| bar.tick.is_some()).collect();
        assert_eq!(ticks, [true, false, true]);
    }
}

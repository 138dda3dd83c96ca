//! The colour of buttons and links, and the shades that make it legible on light and dark pages.

use std::fmt;
use std::str::FromStr;

use crate::invalid::Invalid;

/// WCAG 2.2 §1.4.3: text against what it stands on.
/// <https://www.w3.org/TR/WCAG22/#contrast-minimum>
const TEXT: f64 = 4.5;
/// WCAG 2.2 §1.4.11: controls against what is beside them.
/// <https://www.w3.org/TR/WCAG22/#non-text-contrast>
const CONTROL: f64 = 3.0;

/// The grounds of the pages, darkest and lightest, as the style sheet has them.
const LIGHT: [Colour; 2] = [Colour([0xf3, 0xf6, 0xf8]), Colour([0xff, 0xff, 0xff])];
const DARK: [Colour; 2] = [Colour([0x18, 0x23, 0x2c]), Colour([0x10, 0x18, 0x1f])];
const WHITE: Colour = Colour([0xff, 0xff, 0xff]);
const BLACK: Colour = Colour([0x08, 0x13, 0x1c]);

/// A colour of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl Colour {
    /// WCAG 2.2: relative luminance. <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>
    fn luminance(self) -> f64 {
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        let [red, green, blue] = self.0.map(part);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// WCAG 2.2: contrast ratio. <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>
    fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// So many hundredths on the way to another colour.
    fn towards(self, other: Self, hundredths: u16) -> Self {
        let mut mixed = self;
        for (from, to) in mixed.0.iter_mut().zip(other.0) {
            let sum = u16::from(*from) * (100 - hundredths) + u16::from(to) * hundredths;
            *from = u8::try_from(sum / 100).unwrap_or(u8::MAX);
        }
        mixed
    }

    /// The nearest shade that stands out from all grounds.
    fn until(self, end: Self, grounds: [Self; 2], least: f64) -> Self {
        (0..=100)
            .map(|part| self.towards(end, part))
            .find(|shade| grounds.iter().all(|it| shade.contrast(*it) >= least))
            .unwrap_or(end)
    }

    /// What to write on it.
    fn letters(self) -> Self {
        if self.contrast(WHITE) >= TEXT {
            WHITE
        } else {
            BLACK
        }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// The shades of one theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shades {
    /// Buttons, focus rings, lines.
    pub accent: Colour,
    /// What is written on buttons.
    pub on_accent: Colour,
    /// Links.
    pub text: Colour,
}

/// A colour that can be seen on light pages as it is; on dark ones a lighter shade of it is.
///
/// ```
/// use gantry_core::accent::Accent;
///
/// assert_eq!("#0B6BCB".parse::<Accent>().unwrap().to_string(), "#0b6bcb");
/// assert!("blue".parse::<Accent>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accent(Colour);

impl Accent {
    /// Whether buttons of this colour stand out from light pages, with legible words on them.
    #[must_use]
    pub fn stands_out(self) -> bool {
        self.nearest() == self
    }

    /// The nearest shade that stands out: this colour or a darker one.
    #[must_use]
    pub fn nearest(self) -> Self {
        let fits = |shade: &Colour| {
            let seen = LIGHT
                .iter()
                .all(|ground| shade.contrast(*ground) >= CONTROL);
            seen && shade.contrast(shade.letters()) >= TEXT
        };
        let shades = (0..=100).map(|part| self.0.towards(BLACK, part));
        Self(shades.into_iter().find(fits).unwrap_or(BLACK))
    }

    /// On light pages.
    #[must_use]
    pub fn light(self) -> Shades {
        Shades {
            accent: self.0,
            on_accent: self.0.letters(),
            text: self.0.until(BLACK, LIGHT, TEXT),
        }
    }

    /// On dark pages.
    #[must_use]
    pub fn dark(self) -> Shades {
        let accent = self.0.until(WHITE, DARK, TEXT);
        Shades {
            accent,
            on_accent: accent.letters(),
            text: accent,
        }
    }
}

impl FromStr for Accent {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let rule = Invalid::new("accent", "is a colour such as #0b6bcb");
        let digits = text.trim().strip_prefix('#').ok_or(rule)?;
        let plain = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u32::from_str_radix(digits, 16).map_err(|_| rule)?;
        let [_, red, green, blue] = number.to_be_bytes();
        plain
            .then_some(Self(Colour([red, green, blue])))
            .ok_or(rule)
    }
}

impl fmt::Display for Accent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::*;

    #[test]
    fn contrast_is_counted_as_wcag_does() {
        let grey = Colour([0x76; 3]);

        assert!((WHITE.contrast(Colour([0; 3])) - 21.0).abs() < 0.01);
        assert!((grey.contrast(WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn our_own_blue_stands_out_and_a_pale_yellow_does_not() {
        let blue: Accent = "#0b6bcb".parse().unwrap();
        let yellow: Accent = "#ffe600".parse().unwrap();

        assert!(blue.stands_out() && !yellow.stands_out());
        assert!(yellow.nearest().stands_out());
        assert_eq!(blue.light().on_accent, WHITE);
    }

    proptest! {
        #[test]
        fn every_colour_has_legible_shades(red: u8, green: u8, blue: u8) {
            let accent = Accent(Colour([red, green, blue])).nearest();

            assert!(accent.stands_out());
            for (shades, grounds) in [(accent.light(), LIGHT), (accent.dark(), DARK)] {
                assert!(shades.accent.contrast(shades.on_accent) >= TEXT, "{accent} {shades:?}");
                for ground in grounds {
                    assert!(shades.text.contrast(ground) >= TEXT, "{accent} {shades:?}");
                    assert!(shades.accent.contrast(ground) >= CONTROL, "{accent} {shades:?}");
                }
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = text.parse::<Accent>();
        }
    }
}

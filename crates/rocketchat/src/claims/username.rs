//! Usernames that Rocket.Chat can mention, show and save again.

/// The longest name [`sanitise_username`] makes.
pub const LONGEST_USERNAME: usize = 64;

const FALLBACK: &str = "user";

/// Whether a name matches `^[0-9A-Za-z._-]+$`, Rocket.Chat's default rule.
///
/// ```
/// use gantry_rocketchat::claims::is_safe_username;
///
/// assert!(is_safe_username("ada.lovelace"));
/// assert!(!is_safe_username("ada@example.org"));
/// ```
#[must_use]
pub fn is_safe_username(name: &str) -> bool {
    !name.is_empty() && name.chars().all(is_safe)
}

/// Makes a safe name out of any text, always the same one. Two texts may meet in one name: the
/// caller tells them apart by [`with_suffix`].
///
/// ```
/// use gantry_rocketchat::claims::sanitise_username;
///
/// assert_eq!(sanitise_username("Jürgen Groß"), "Juergen.Gross");
/// assert_eq!(sanitise_username("ada@example.org"), "ada");
/// ```
#[must_use]
pub fn sanitise_username(text: &str) -> String {
    let local = text
        .trim_start_matches('@')
        .split('@')
        .next()
        .unwrap_or_default();
    let mut name = String::new();
    for letter in local.trim().chars() {
        push(&mut name, letter);
    }
    trim_to(&mut name, LONGEST_USERNAME);
    if name.is_empty() {
        FALLBACK.to_owned()
    } else {
        name
    }
}

/// The name for the `number`th of several people whose names meet, never over the length limit.
///
/// ```
/// use gantry_rocketchat::claims::with_suffix;
///
/// assert_eq!(with_suffix("ada", 2), "ada-2");
/// ```
#[must_use]
pub fn with_suffix(name: &str, number: u32) -> String {
    let suffix = format!("-{number}");
    let mut name = name.to_owned();
    trim_to(&mut name, LONGEST_USERNAME - suffix.len());
    name + &suffix
}

fn is_safe(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || is_separator(letter)
}

fn is_separator(letter: char) -> bool {
    matches!(letter, '.' | '_' | '-')
}

/// Separators never come first nor twice in a row.
fn push(name: &mut String, letter: char) {
    if let Some(spelt) = spell(letter) {
        name.push_str(spelt);
    } else if letter.is_ascii_alphanumeric() {
        name.push(letter);
    } else if letter.is_whitespace() || is_separator(letter) {
        let separator = if is_separator(letter) { letter } else { '.' };
        if name.chars().last().is_some_and(|last| !is_separator(last)) {
            name.push(separator);
        }
    }
}

fn trim_to(name: &mut String, length: usize) {
    name.truncate(
        name.char_indices()
            .nth(length)
            .map_or(name.len(), |(start, _)| start),
    );
    name.truncate(name.trim_end_matches(is_separator).len());
}

fn spell(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ä' | 'æ' => "ae",
        'ö' | 'ø' | 'œ' => "oe",
        'ü' => "ue",
        'Ä' | 'Æ' => "Ae",
        'Ö' | 'Ø' | 'Œ' => "Oe",
        'Ü' => "Ue",
        'ß' => "ss",
        'ẞ' => "Ss",
        'à' | 'á' | 'â' | 'ã' | 'ă' | 'ą' | 'ā' => "a",
        'À' | 'Á' | 'Â' | 'Ã' | 'Ă' | 'Ą' | 'Ā' => "A",
        'å' => "aa",
        'Å' => "Aa",
        'ç' | 'ć' | 'č' => "c",
        'Ç' | 'Ć' | 'Č' => "C",
        'ď' | 'đ' | 'ð' => "d",
        'Ď' | 'Đ' | 'Ð' => "D",
        'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' | 'ē' => "e",
        'È' | 'É' | 'Ê' | 'Ë' | 'Ę' | 'Ě' | 'Ē' => "E",
        'ğ' => "g",
        'Ğ' => "G",
        'ì' | 'í' | 'î' | 'ï' | 'ı' | 'ī' => "i",
        'Ì' | 'Í' | 'Î' | 'Ï' | 'İ' | 'Ī' => "I",
        'ł' | 'ľ' | 'ĺ' => "l",
        'Ł' | 'Ľ' | 'Ĺ' => "L",
        'ñ' | 'ń' | 'ň' => "n",
        'Ñ' | 'Ń' | 'Ň' => "N",
        'ò' | 'ó' | 'ô' | 'õ' | 'ő' | 'ō' => "o",
        'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ő' | 'Ō' => "O",
        'ř' | 'ŕ' => "r",
        'Ř' | 'Ŕ' => "R",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'Ś' | 'Š' | 'Ş' | 'Ș' => "S",
        'ť' | 'ţ' | 'ț' => "t",
        'Ť' | 'Ţ' | 'Ț' => "T",
        'þ' => "th",
        'Þ' => "Th",
        'ù' | 'ú' | 'û' | 'ů' | 'ű' | 'ū' => "u",
        'Ù' | 'Ú' | 'Û' | 'Ů' | 'Ű' | 'Ū' => "U",
        'ý' | 'ÿ' => "y",
        'Ý' | 'Ÿ' => "Y",
        'ź' | 'ż' | 'ž' => "z",
        'Ź' | 'Ż' | 'Ž' => "Z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::{LONGEST_USERNAME, is_safe_username, sanitise_username, with_suffix};

    #[test]
    fn what_people_type_becomes_what_rocketchat_takes() {
        for (text, expected) in [
            ("alice", "alice"),
            ("Ada Lovelace", "Ada.Lovelace"),
            ("  Ångström,  Åsa ", "Aangstroem.Aasa"),
            ("@matrix:example.org", "matrixexample.org"),
            ("..ada--lovelace__", "ada-lovelace"),
            ("Иван", "user"),
            ("@@", "user"),
            ("", "user"),
            ("o'brien", "obrien"),
        ] {
            assert_eq!(sanitise_username(text), expected, "{text}");
        }
    }

    #[test]
    fn a_suffix_fits_into_the_longest_name() {
        let name = with_suffix(&"a".repeat(200), 4_294_967_295);

        assert_eq!(name.len(), LONGEST_USERNAME);
        assert!(name.ends_with("a-4294967295"));
    }

    proptest! {
        #[test]
        fn a_sanitised_name_is_safe_short_and_stays_as_it_is(text in any::<String>()) {
            let name = sanitise_username(&text);

            prop_assert!(is_safe_username(&name));
            prop_assert!(name.len() <= LONGEST_USERNAME);
            prop_assert!(!name.starts_with(['.', '_', '-']) && !name.ends_with(['.', '_', '-']));
            prop_assert_eq!(sanitise_username(&name), name);
        }

        #[test]
        fn a_suffixed_name_is_safe_and_short(text in any::<String>(), number in any::<u32>()) {
            let name = with_suffix(&sanitise_username(&text), number);

            prop_assert!(is_safe_username(&name) && name.len() <= LONGEST_USERNAME);
        }
    }
}

//! A seed as a picture for the phone's camera.

use qrcode::QrCode;
use qrcode::render::svg;

use crate::markup::Markup;

/// The QR code of an address; nothing if it is too long for one.
pub(crate) fn of(address: &str) -> Markup {
    let Ok(code) = QrCode::new(address.as_bytes()) else {
        return Markup::picture(String::new());
    };
    let picture = code
        .render::<svg::Color<'_>>()
        .min_dimensions(200, 200)
        .dark_color(svg::Color("#000000"))
        .light_color(svg::Color("#ffffff"))
        .build();
    // Inside a page there is no prologue.
    let start = picture.find("<svg").unwrap_or_default();
    Markup::picture(picture.get(start..).unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_picture_is_one_element_without_scripts_or_styles() {
        let picture = of("otpauth://totp/Gantry:alice?secret=ABC&issuer=Gantry").to_string();

        assert!(
            picture.starts_with("<svg") && picture.ends_with("</svg>"),
            "{picture}"
        );
        assert!(!picture.contains("style") && !picture.contains("script"));
    }
}

//! What is made of uploads, and that none of them does harm.
//! Row 18 of the advisories: HTML and SVG as avatars, panics on short pictures.

use image::{DynamicImage, ImageBuffer, Rgb, Rgba};
use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
use proptest::sample::Index;

use super::*;

fn bytes_of(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture
        .write_to(&mut Cursor::new(&mut bytes), format)
        .unwrap();
    bytes
}

fn stripes(width: u32, height: u32) -> DynamicImage {
    let stripe = |x: u32, _| Rgb([u8::try_from(x % 256).unwrap(), 40, 200]);
    DynamicImage::ImageRgb8(ImageBuffer::from_fn(width, height, stripe))
}

fn glass() -> DynamicImage {
    DynamicImage::ImageRgba8(ImageBuffer::from_pixel(40, 20, Rgba([1, 2, 3, 128])))
}

#[test]
fn a_picture_is_cut_to_a_small_square_and_written_anew() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let upload = bytes_of(&stripes(640, 300), format);

        let made = made(&upload, Shape::Square).unwrap();
        let read = image::load_from_memory(&made.bytes).unwrap();

        assert_eq!((read.width(), read.height()), (256, 256), "{format:?}");
        assert_eq!(made.content_type, "image/jpeg");
    }
}

#[test]
fn transparency_stays_and_a_logo_is_not_cut() {
    let upload = bytes_of(&glass(), ImageFormat::Png);
    let wide = bytes_of(&stripes(2000, 100), ImageFormat::Png);

    let glass = made(&upload, Shape::Square).unwrap();
    let logo = image::load_from_memory(&made(&wide, Shape::Whole).unwrap().bytes).unwrap();

    assert_eq!(glass.content_type, "image/png");
    assert_eq!((logo.width(), logo.height()), (512, 26));
}

#[test]
fn what_travels_along_with_an_upload_is_not_served() {
    let mut upload = bytes_of(&stripes(64, 64), ImageFormat::Jpeg);
    upload.extend_from_slice(b"<script>alert(1)</script>");

    let made = made(&upload, Shape::Square).unwrap();

    assert!(!made.bytes.windows(7).any(|part| part == b"<script"));
}

#[test]
fn documents_and_other_formats_are_refused() {
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#;
    let html = b"<!doctype html><script>alert(1)</script>";
    let gif = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;";

    for upload in [&svg[..], &html[..], &gif[..], b"BM", b"\0"] {
        let refused = made(upload, Shape::Square).err();
        assert_eq!(refused, Some(PictureFlaw::NotAPicture));
    }
    assert_eq!(made(b"", Shape::Square).err(), Some(PictureFlaw::Missing));
}

#[test]
fn too_large_in_bytes_or_pixels_is_refused_before_anything_is_decoded() {
    let mut heavy = bytes_of(&stripes(8, 8), ImageFormat::Png);
    heavy.resize(LARGEST_UPLOAD + 1, 0);
    let long = bytes_of(&stripes(4097, 1), ImageFormat::Png);
    // A header alone, which promises 65,500 pixels a side.
    let mut promise = bytes_of(&stripes(8, 8), ImageFormat::Jpeg);
    let frame = promise
        .windows(2)
        .position(|two| two == [0xff, 0xc0])
        .unwrap();
    promise.splice(frame + 5..frame + 9, [0xff, 0xdc, 0xff, 0xdc]);

    assert_eq!(
        made(&heavy, Shape::Square).err(),
        Some(PictureFlaw::TooLarge)
    );
    assert_eq!(
        made(&long, Shape::Square).err(),
        Some(PictureFlaw::TooManyPixels)
    );
    assert_eq!(
        made(&promise, Shape::Square).err(),
        Some(PictureFlaw::TooManyPixels)
    );
}

#[test]
fn one_pixel_is_a_picture() {
    let upload = bytes_of(&stripes(1, 1), ImageFormat::Png);

    assert!(made(&upload, Shape::Square).is_ok());
    assert!(made(&upload, Shape::Whole).is_ok());
}

fn some_format() -> impl Strategy<Value = ImageFormat> {
    prop_oneof![
        Just(ImageFormat::Png),
        Just(ImageFormat::Jpeg),
        Just(ImageFormat::WebP)
    ]
}

proptest! {
    #[test]
    fn a_picture_cut_off_anywhere_is_made_or_refused(format in some_format(), end in any::<Index>()) {
        let whole = bytes_of(&stripes(48, 32), format);

        let _ = made(&whole[..end.index(whole.len())], Shape::Square);
    }

    #[test]
    fn a_picture_with_changed_bytes_is_made_or_refused(
        format in some_format(),
        changes in proptest::collection::vec((any::<Index>(), any::<u8>()), 1..12),
    ) {
        let mut upload = bytes_of(&stripes(40, 20), format);
        for (place, value) in changes {
            let place = place.index(upload.len());
            upload[place] = value;
        }

        let _ = made(&upload, Shape::Square);
    }

    #[test]
    fn noise_behind_the_mark_of_a_format_is_refused(
        mark in prop_oneof![
            Just(&b"\x89PNG\r\n\x1a\n"[..]),
            Just(&b"\xff\xd8\xff"[..]),
            Just(&b"RIFF\x00\x01\x00\x00WEBPVP8 "[..])
        ],
        noise in proptest::collection::vec(any::<u8>(), 0..400),
    ) {
        let upload = [mark, &noise].concat();

        assert!(made(&upload, Shape::Whole).is_err());
    }
}

//! A small picture out of an upload that nobody vouches for.
//!
//! What came is decoded within limits, cut, made small and written anew; nothing of it is served. Two
//! uploads are decoded at a time.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use thiserror::Error;
use tokio::sync::Semaphore;

use crate::error::{Error, Refusal};

/// The largest upload, in bytes.
pub const LARGEST_UPLOAD: usize = 5 * 1024 * 1024;
/// The longest side of an upload, in pixels.
const LONGEST_SIDE: u32 = 4096;
/// What decoding may take: the pixels of such a picture with transparency.
const MOST_MEMORY: u64 = 64 * 1024 * 1024;
/// The side of a square picture.
const SIDE: u32 = 256;
/// The longest sides of a logo.
const LOGO: (u32, u32) = (512, 128);
const JPEG_QUALITY: u8 = 85;

static DECODING: Semaphore = Semaphore::const_new(2);

/// Why no picture could be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PictureFlaw {
    /// Nothing was uploaded.
    #[error("no picture was chosen")]
    Missing,
    /// More bytes than are taken.
    #[error("a picture has at most 5 MB")]
    TooLarge,
    /// Something else, or a format that is not taken.
    #[error("a picture is a PNG, JPEG or WebP file")]
    NotAPicture,
    /// More pixels than are taken.
    #[error("a picture has at most 4096 pixels a side")]
    TooManyPixels,
    /// It begins like a picture and does not go on like one.
    #[error("the picture is broken")]
    Broken,
}

/// What is kept of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// The square in its middle.
    Square,
    /// All of it.
    Whole,
}

/// A picture of our own making.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) content_type: &'static str,
    pub(super) bytes: Vec<u8>,
}

/// Makes a picture, off the async threads.
pub(super) async fn make(upload: Vec<u8>, shape: Shape) -> Result<Made, Error> {
    let _permit = DECODING.acquire().await.map_err(|_| Error::Busy)?;
    // A decoder that panics ends its own task, and the upload is as broken as any other.
    let made = tokio::task::spawn_blocking(move || made(&upload, shape)).await;
    let made = made.unwrap_or(Err(PictureFlaw::Broken));
    made.map_err(|flaw| Refusal::from(flaw).into())
}

fn made(upload: &[u8], shape: Shape) -> Result<Made, PictureFlaw> {
    if upload.is_empty() {
        return Err(PictureFlaw::Missing);
    }
    if upload.len() > LARGEST_UPLOAD {
        return Err(PictureFlaw::TooLarge);
    }
    let picture = decoded(upload)?;
    let small = match shape {
        Shape::Square => squared(&picture),
        Shape::Whole if picture.width() > LOGO.0 || picture.height() > LOGO.1 => {
            picture.resize(LOGO.0, LOGO.1, FilterType::CatmullRom)
        }
        Shape::Whole => picture,
    };
    encoded(&small)
}

fn decoded(upload: &[u8]) -> Result<DynamicImage, PictureFlaw> {
    // The first bytes decide, never a name or a type that came along.
    let format = image::guess_format(upload).map_err(|_| PictureFlaw::NotAPicture)?;
    if !matches!(
        format,
        ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP
    ) {
        return Err(PictureFlaw::NotAPicture);
    }
    let size = ImageReader::with_format(Cursor::new(upload), format).into_dimensions();
    let (width, height) = size.map_err(|_| PictureFlaw::Broken)?;
    if width > LONGEST_SIDE || height > LONGEST_SIDE {
        return Err(PictureFlaw::TooManyPixels);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(upload), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| PictureFlaw::Broken)?;
    if decoder.total_bytes() > MOST_MEMORY {
        return Err(PictureFlaw::TooManyPixels);
    }
    let turned = decoder.orientation();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| PictureFlaw::Broken)?;
    if let Ok(turned) = turned {
        picture.apply_orientation(turned);
    }
    if picture.width() == 0 || picture.height() == 0 {
        return Err(PictureFlaw::Broken);
    }
    Ok(picture)
}

fn squared(picture: &DynamicImage) -> DynamicImage {
    let side = picture.width().min(picture.height());
    let (left, top) = ((picture.width() - side) / 2, (picture.height() - side) / 2);
    let square = picture.crop_imm(left, top, side, side);
    square.resize_exact(SIDE, SIDE, FilterType::CatmullRom)
}

/// Eight bits a colour, without anything that travelled along with the upload.
fn encoded(picture: &DynamicImage) -> Result<Made, PictureFlaw> {
    let mut bytes = Vec::new();
    if picture.color().has_alpha() {
        let plain = DynamicImage::ImageRgba8(picture.to_rgba8());
        plain
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
            .map_err(|_| PictureFlaw::Broken)?;
        return Ok(Made {
            content_type: "image/png",
            bytes,
        });
    }
    let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
    picture
        .to_rgb8()
        .write_with_encoder(encoder)
        .map_err(|_| PictureFlaw::Broken)?;
    Ok(Made {
        content_type: "image/jpeg",
        bytes,
    })
}

#[cfg(test)]
mod tests;

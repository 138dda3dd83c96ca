//! Joins the style sheets and the scripts into one file each, names every asset after its content
//! and writes the table that `src/assets.rs` serves.

use std::collections::hash_map::DefaultHasher;
use std::error::Error;
use std::fmt::Write as _;
use std::hash::Hasher as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

const SOURCE: &str = "../../web/assets";

/// Served name, its parts in order, content type.
const BUNDLES: &[(&str, &[&str], &str)] = &[
    (
        "gantry.css",
        &[
            "base.css",
            "controls.css",
            "journey.css",
            "admin.css",
            "side.css",
            "lists.css",
            "trail.css",
            "account.css",
            "people.css",
            "insight.css",
            "rules.css",
        ],
        "text/css; charset=utf-8",
    ),
    (
        "gantry.js",
        &[
            "copy.js",
            "people.js",
            "names.js",
            "bridge.js",
            "passkey.js",
        ],
        "text/javascript; charset=utf-8",
    ),
    // Not a part of the others: old browsers, which know no modules, run it too.
    (
        "form-post.js",
        &["form-post.js"],
        "text/javascript; charset=utf-8",
    ),
    (
        "signed-out.js",
        &["signed-out.js"],
        "text/javascript; charset=utf-8",
    ),
    ("mark.svg", &["mark.svg"], "image/svg+xml"),
    ("favicon.svg", &["favicon.svg"], "image/svg+xml"),
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={SOURCE}");
    println!("cargo::rerun-if-changed=../../web/locales");
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut table = String::from("pub(crate) const ASSETS: &[Asset] = &[\n");
    for (name, parts, content_type) in BUNDLES {
        let bytes = join(parts)?;
        fs::write(out.join(name), &bytes)?;
        let (served, tag) = served_name(name, &bytes);
        writeln!(
            table,
            "    Asset {{ name: \"{name}\", file: \"{served}\", url: \"/assets/{served}\", etag: \"\\\"{tag}\\\"\", \
             content_type: \"{content_type}\", \
             bytes: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\")) }},"
        )?;
    }
    table.push_str("];\n");
    fs::write(out.join("assets_table.rs"), table)?;
    Ok(())
}

fn join(parts: &[&str]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut bytes = Vec::new();
    for part in parts {
        let path = Path::new(SOURCE).join(part);
        bytes.extend(fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?);
    }
    Ok(bytes)
}

/// `gantry.css` becomes `gantry-0123456789abcdef.css`.
fn served_name(name: &str, bytes: &[u8]) -> (String, String) {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    let tag = format!("{:016x}", hasher.finish());
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
    (format!("{stem}-{tag}.{extension}"), tag)
}

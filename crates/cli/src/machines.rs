//! What a page says to machines: search engines, previews, and programs that embed it.
//!
//! Every address is absolute if the site's own is known, otherwise relative to the page.

use crate::card;
use crate::site::escaped;
use diagrams::figure::Twin;
use diagrams::json::{self, Writer};
use diagrams::{ENTRIES, Entry};

/// What the site is called.
const NAME: &str = "Bivalent";

/// Width and height of an embedded figure, in CSS pixels.
const EMBEDDED: (u16, u16) = (915, 720);

/// Lines for a diagram's head; `version` tells this build of the site from
/// others, `base` is the site's address without a slash at its end.
pub fn head(entry: &Entry, twin: &Twin, version: &str, base: Option<&str>) -> String {
    let Entry { title, purpose, .. } = entry;
    let page = address(entry, "", base);
    let picture = address(entry, "card.png", base);
    let (width, height) = (card::SIZE.0.to_string(), card::SIZE.1.to_string());
    let alt = format!("{title}: {}.", twin.caption);
    let mut out = format!(
        "<meta name=\"generator\" content=\"{NAME} {}+{version}\">\n\
         <link rel=\"canonical\" href=\"{page}\">\n\
         <link rel=\"alternate\" type=\"application/json+oembed\" href=\"{}\">\n",
        env!("CARGO_PKG_VERSION"),
        address(entry, "oembed.json", base),
    );
    let mut property = |name: &str, content: &str| {
        let content = escaped(content);
        out.push_str(&format!("<meta property=\"og:{name}\" content=\"{content}\">\n"));
    };
    property("type", "website");
    property("site_name", NAME);
    property("title", title);
    property("description", purpose);
    if base.is_some() {
        property("url", &page);
    }
    property("image", &picture);
    property("image:width", &width);
    property("image:height", &height);
    property("image:alt", &alt);
    out.push_str("<meta name=\"twitter:card\" content=\"summary_large_image\">\n");
    // A block of data, which the policy lets stand: it is never run.
    let data = structured(entry, base).replace('<', "\\u003c");
    out + &format!("<script type=\"application/ld+json\">{data}</script>\n")
}

/// The diagram in the vocabulary of schema.org.
fn structured(entry: &Entry, base: Option<&str>) -> String {
    json::written(|to| {
        to.object(|to| {
            to.pair("@context", "https://schema.org");
            to.pair("@type", "LearningResource");
            to.pair("learningResourceType", "interactive simulation");
            to.pair("name", entry.title);
            to.pair("description", entry.purpose);
            to.pair("inLanguage", "en");
            to.key("isAccessibleForFree").flag(true);
            to.pair("version", env!("CARGO_PKG_VERSION"));
            to.pair("url", &address(entry, "", base));
            to.pair("image", &address(entry, "card.png", base));
            to.key("isPartOf").object(|to| {
                to.pair("@type", "WebSite");
                to.pair("name", NAME);
                to.pair("url", &base.map_or("../".to_owned(), |base| format!("{base}/")));
            });
        });
    })
}

/// What is told to a program that wants to embed the page (oEmbed 1.0). Without the site's address
/// there is nothing that could be put into another page: it is a link then.
pub fn oembed(entry: &Entry, base: Option<&str>) -> String {
    let size = |to: &mut Writer, of: &str, (width, height): (u16, u16)| {
        to.key(&format!("{of}width")).number(width.into());
        to.key(&format!("{of}height")).number(height.into());
    };
    json::written(|to| {
        to.object(|to| {
            to.pair("version", "1.0");
            to.pair("type", if base.is_some() { "rich" } else { "link" });
            to.pair("title", entry.title);
            to.pair("provider_name", NAME);
            let Some(base) = base else { return };
            to.pair("provider_url", &format!("{base}/"));
            to.pair("thumbnail_url", &address(entry, "card.png", Some(base)));
            size(to, "thumbnail_", card::SIZE);
            let (width, height) = EMBEDDED;
            let frame = format!(
                "<iframe src=\"{}?embed\" width=\"{width}\" height=\"{height}\" title=\"{}\" \
                 loading=\"lazy\"></iframe>",
                address(entry, "", Some(base)),
                escaped(entry.title)
            );
            to.pair("html", &frame);
            size(to, "", EMBEDDED);
        });
    })
}

/// Every page of the site at `base`, for search engines.
pub fn sitemap(base: &str) -> String {
    let pages = ENTRIES.iter().map(|entry| address(entry, "", Some(base)));
    let pages = [format!("{base}/")].into_iter().chain(pages);
    let urls = pages.map(|page| format!("<url><loc>{}</loc></url>\n", escaped(&page)));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{}</urlset>\n",
        urls.collect::<String>()
    )
}

/// A file in a diagram's folder, as its page can name it.
fn address(entry: &Entry, file: &str, base: Option<&str>) -> String {
    format!("{}/{}/{file}", base.unwrap_or(".."), entry.id)
}

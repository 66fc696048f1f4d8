//! What a page says to machines: search engines, previews, and programs that embed it.
//!
//! Every address is absolute if the site's own is known, otherwise relative to the page.

use crate::card;
use crate::site::escaped;
use diagrams::figure::TextAlternative;
use diagrams::{ENTRIES, Entry};
use serde_json::json;

/// What the site is called.
const NAME: &str = "Bivalent";

/// Width and height of an embedded figure, in CSS pixels.
const EMBEDDED: (u16, u16) = (915, 720);

/// What a chat or a search engine shows of a page.
struct Preview<'a> {
    title: &'a str,
    description: &'a str,
    page: String,
    picture: String,
    alt: String,
}

/// Lines for a diagram's head; `version` tells this build of the site from others, `base` is the
/// site's address without a slash at its end.
pub fn head(
    entry: &Entry,
    alternative: &TextAlternative,
    version: &str,
    base: Option<&str>,
) -> String {
    let preview = Preview {
        title: entry.title,
        description: entry.purpose,
        page: address(entry, "", base),
        picture: address(entry, "card.png", base),
        alt: format!("{}: {}.", entry.title, alternative.caption),
    };
    // A block of data, which the policy lets stand: it is never run.
    let data = structured(entry, base).replace('<', "\\u003c");
    format!(
        "{}<link rel=\"alternate\" type=\"application/json+oembed\" href=\"{}\">\n\
         <script type=\"application/ld+json\">{data}</script>\n",
        preview.lines(version, base.is_some()),
        address(entry, "oembed.json", base),
    )
}

/// Lines for the gallery's head, with the first diagram's card.
pub fn gallery(description: &str, version: &str, base: Option<&str>) -> String {
    let Some(first) = ENTRIES.first() else { return String::new() };
    let root = base.map_or("./".to_owned(), |base| format!("{base}/"));
    let preview = Preview {
        title: NAME,
        description,
        picture: format!("{root}{}/card.png", first.id),
        page: root,
        alt: format!("One of its figures: {}.", first.title),
    };
    preview.lines(version, base.is_some())
}

impl Preview<'_> {
    fn lines(&self, version: &str, absolute: bool) -> String {
        let (width, height) = (card::SIZE.0.to_string(), card::SIZE.1.to_string());
        let mut out = format!(
            "<meta name=\"generator\" content=\"{NAME} {}+{version}\">\n\
             <link rel=\"canonical\" href=\"{}\">\n",
            env!("CARGO_PKG_VERSION"),
            self.page,
        );
        let mut property = |name: &str, content: &str| {
            let content = escaped(content);
            out.push_str(&format!("<meta property=\"og:{name}\" content=\"{content}\">\n"));
        };
        property("type", "website");
        property("site_name", NAME);
        property("title", self.title);
        property("description", self.description);
        if absolute {
            property("url", &self.page);
        }
        property("image", &self.picture);
        property("image:width", &width);
        property("image:height", &height);
        property("image:alt", &self.alt);
        out + "<meta name=\"twitter:card\" content=\"summary_large_image\">\n"
    }
}

/// The diagram in the vocabulary of schema.org.
fn structured(entry: &Entry, base: Option<&str>) -> String {
    let data = json!({
        "@context": "https://schema.org",
        "@type": "LearningResource",
        "learningResourceType": "interactive simulation",
        "name": entry.title,
        "description": entry.purpose,
        "inLanguage": "en",
        "isAccessibleForFree": true,
        "version": env!("CARGO_PKG_VERSION"),
        "url": address(entry, "", base),
        "image": address(entry, "card.png", base),
        "isPartOf": {
            "@type": "WebSite",
            "name": NAME,
            "url": base.map_or("../".to_owned(), |base| format!("{base}/")),
        },
    });
    data.to_string()
}

/// What is told to a program that wants to embed the page (oEmbed 1.0). Without the site's address
/// there is nothing that could be put into another page: it is a link then.
pub fn oembed(entry: &Entry, base: Option<&str>) -> String {
    let (title, version) = (entry.title, "1.0");
    let Some(base) = base else {
        let link =
            json!({ "version": version, "type": "link", "title": title, "provider_name": NAME });
        return link.to_string();
    };
    let (width, height) = EMBEDDED;
    let frame = format!(
        "<iframe src=\"{}?embed\" width=\"{width}\" height=\"{height}\" title=\"{}\" \
         loading=\"lazy\"></iframe>",
        address(entry, "", Some(base)),
        escaped(title)
    );
    let rich = json!({
        "version": version,
        "type": "rich",
        "title": title,
        "provider_name": NAME,
        "provider_url": format!("{base}/"),
        "thumbnail_url": address(entry, "card.png", Some(base)),
        "thumbnail_width": card::SIZE.0,
        "thumbnail_height": card::SIZE.1,
        "html": frame,
        "width": width,
        "height": height,
    });
    rich.to_string()
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

//! A small static server for the built site, with the headers a careful host would send.
//!
//! It serves files below one folder to this machine alone, and nothing else.

use anyhow::{Context, Result};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// The policy the site must work under: its own scripts and styles, none inline.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; \
     object-src 'none'; base-uri 'self'";

/// How many ports are tried from the wanted one on.
const PORTS_TRIED: u16 = 50;

/// What is escaped in the name of a folder.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Longest request head that is read, in bytes; links with many interventions fit well.
const HEAD_MAX: u64 = 128 * 1024;

/// Paths that are answered with a text, or with nothing, whatever the folder has.
pub type Instead = &'static [(&'static str, Option<&'static str>)];

/// Serves in the background until the process ends.
#[derive(Clone, Copy, Debug)]
pub struct Server {
    address: SocketAddr,
}

impl Server {
    /// Serves the files below `root` on the loopback interface at `port`, or the next free one;
    /// port 0 takes any.
    ///
    /// # Errors
    /// If no port can be had.
    pub fn start(root: &Path, port: u16) -> Result<Self> {
        Self::start_with(root, port, &[])
    }

    /// The same, with some paths answered otherwise.
    ///
    /// # Errors
    /// If no port can be had.
    pub fn start_with(root: &Path, port: u16, instead: Instead) -> Result<Self> {
        let listener = listen(port)?;
        let address = listener.local_addr()?;
        let site = Site { root: root.to_path_buf(), instead, address };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let site = site.clone();
                // A reader that goes away in mid-answer is no concern of the server's.
                thread::spawn(move || drop(site.answer(&stream)));
            }
        });
        Ok(Self { address })
    }

    /// The site's address, with a slash at its end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

fn listen(port: u16) -> Result<TcpListener> {
    let last = if port == 0 { 0 } else { port.saturating_add(PORTS_TRIED) };
    (port..=last)
        .find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok())
        .with_context(|| format!("ports {port} to {last} are taken"))
}

/// What is sent back.
#[derive(Debug, PartialEq, Eq)]
enum Reply {
    File(PathBuf),
    Text(&'static str, &'static str),
    Moved(String),
    Missing,
    Refused,
}

#[derive(Clone)]
struct Site {
    root: PathBuf,
    instead: Instead,
    address: SocketAddr,
}

impl Site {
    /// Answers one request and closes the connection.
    fn answer(&self, mut stream: &TcpStream) -> std::io::Result<()> {
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        let mut reader = BufReader::new(stream.take(HEAD_MAX));
        let mut first = String::new();
        reader.read_line(&mut first)?;
        // The rest of the head is read to its end, so that closing does not reset the connection.
        let mut line = String::new();
        while reader.read_line(&mut line)? > 2 {
            line.clear();
        }
        let mut words = first.split(' ');
        let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or("/"));
        let (status, head, body) = match self.reply(method, target) {
            Reply::File(file) => ("200 OK", content_type(&file).to_owned(), fs::read(file)?),
            Reply::Text(path, text) => {
                ("200 OK", content_type(Path::new(path)).to_owned(), text.into())
            }
            Reply::Moved(to) => {
                ("301 Moved Permanently", format!("text/plain\r\nLocation: {to}"), vec![])
            }
            Reply::Missing => ("404 Not Found", "text/plain".into(), b"Not here.\n".to_vec()),
            Reply::Refused => ("405 Method Not Allowed", "text/plain".into(), vec![]),
        };
        // In a sandboxed frame WebKit does not take 'self' for the site: its address goes with it.
        let own = format!("'self' http://{}", self.address);
        let policy = CONTENT_SECURITY_POLICY.replace("'self'", &own);
        write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Type: {head}\r\nContent-Length: {}\r\n\
             Content-Security-Policy: {policy}\r\nX-Content-Type-Options: nosniff\r\n\
             Access-Control-Allow-Origin: *\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n",
            body.len()
        )?;
        if method == "HEAD" { Ok(()) } else { stream.write_all(&body) }
    }

    fn reply(&self, method: &str, target: &str) -> Reply {
        if !matches!(method, "GET" | "HEAD") {
            return Reply::Refused;
        }
        let path = target.split('?').next();
        match self.instead.iter().find(|(instead, _)| path == Some(instead)) {
            Some((path, Some(text))) => Reply::Text(path, text),
            Some((_, None)) => Reply::Missing,
            None => find(&self.root, target),
        }
    }
}

/// The file a request's target means; never one outside `root`.
fn find(root: &Path, target: &str) -> Reply {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let Ok(path) = percent_decode_str(path).decode_utf8() else { return Reply::Missing };
    let mut file = root.to_path_buf();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        if part == ".." || part == "." || part.contains(['\\', '\0', ':', '%']) {
            return Reply::Missing;
        }
        file.push(part);
    }
    if file.is_dir() && !path.ends_with('/') {
        // Relative, and so never to another host.
        let name = path.rsplit('/').next().unwrap_or_default();
        let name = utf8_percent_encode(name, ESCAPED);
        let mark = if query.is_empty() { "" } else { "?" };
        return Reply::Moved(format!("{name}/{mark}{query}"));
    }
    if file.is_dir() {
        file.push("index.html");
    }
    if file.is_file() { Reply::File(file) } else { Reply::Missing }
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "webmanifest") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        // Browsers compile a module while it arrives only under this very type.
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_answered_instead_hides_a_file() {
        let site = Folder::new("instead");
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 1));
        let instead: Instead = &[("/cap/", None), ("/new.js", Some("text"))];
        let served = Site { root: site.0.clone(), instead, address };
        assert_eq!(served.reply("GET", "/cap/?n=5"), Reply::Missing);
        assert_eq!(served.reply("GET", "/new.js"), Reply::Text("/new.js", "text"));
        assert_eq!(served.reply("POST", "/"), Reply::Refused);
    }

    /// A folder with `index.html` and `cap/index.html`, removed when dropped.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let root = std::env::temp_dir().join(format!("bivalent-{name}-{}", std::process::id()));
            fs::create_dir_all(root.join("cap")).expect("a folder for the test");
            fs::write(root.join("index.html"), "gallery").expect("a page");
            fs::write(root.join("cap/index.html"), "plate").expect("a page");
            Self(root)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            drop(fs::remove_dir_all(&self.0));
        }
    }

    #[test]
    fn folders_mean_their_index() {
        let site = Folder::new("index");
        assert_eq!(find(&site.0, "/"), Reply::File(site.0.join("index.html")));
        assert_eq!(find(&site.0, "/cap/?n=5"), Reply::File(site.0.join("cap/index.html")));
        assert_eq!(find(&site.0, "/cap?n=5"), Reply::Moved("cap/?n=5".into()));
        assert_eq!(find(&site.0, "/cab/"), Reply::Missing);
    }

    #[test]
    fn nothing_outside_the_root_is_served() {
        let site = Folder::new("outside");
        for target in ["/../index.html", "/cap/../../x", "/%2e%2e/x", "/..%2fx", "/%zz", "/a%00b"] {
            assert_eq!(find(&site.0, target), Reply::Missing, "{target}");
        }
        assert_eq!(find(&site.0.join("cap"), "/%2e%2e/index.html"), Reply::Missing);
    }

    #[test]
    fn answers_carry_the_policy() {
        let site = Folder::new("answers");
        let server = Server::start(&site.0, 0).expect("a free port");
        let mut stream = TcpStream::connect(server.address).expect("the server");
        let request = b"GET /cap/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        stream.write_all(request).expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        let own = format!("script-src 'self' http://{} 'wasm-unsafe-eval';", server.address);
        assert!(answer.contains(&own), "{answer}");
        // Pages of others load the element's modules, and sandboxed frames the page's own.
        assert!(answer.contains("\r\nAccess-Control-Allow-Origin: *\r\n"), "{answer}");
        assert!(answer.ends_with("\r\n\r\nplate"), "{answer}");
    }
}

//! Figures in pages of somebody else's: the element and the frame.

use crate::share::KEEPS_FILES;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use suite::browser::{Browser, Screen, Setting, Theme};
use suite::site;

/// `told` lists the elements' events and the frames' messages, `usual` the globals there are
/// without them.
const WATCH: &str = "\
    window.told = []; window.usual = Object.keys(window); \
    for (const type of ['ready', 'verdict', 'change', 'error']) \
      addEventListener(type, event => event instanceof CustomEvent && \
        told.push({ type, detail: event.detail, id: event.target.id }), true); \
    addEventListener('message', ({ data, origin }) => told.push({ type: data?.type, data, origin }))";

/// A page on another origin than the site's, whose policy lets in the site and nothing inline but
/// the test's own script.
fn chapter(body: &str) -> String {
    chapter_with("", body)
}

/// Such a page, whose policy has `more` to say.
fn chapter_with(more: &str, body: &str) -> String {
    let site = site::url();
    let page = format!(
        "<!doctype html><html lang=en><title>A chapter</title><script nonce=test>{WATCH}</script>\
         <script type=module src={site}bivalent.js></script><main><h1>A chapter</h1>{body}</main>"
    );
    let policy = format!(
        "default-src 'none'; script-src {site} 'nonce-test' 'wasm-unsafe-eval'; connect-src {site}; \
         img-src {site}; frame-src {site}; {more}"
    );
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Content-Security-Policy: {policy}\r\nConnection: close\r\n\r\n{page}",
        page.len()
    );
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("its address");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A browser may open a connection before it has anything to ask.
            let answer = answer.clone();
            thread::spawn(move || drop(answer_with(&stream, &answer)));
        }
    });
    format!("http://{address}/")
}

fn answer_with(mut stream: &TcpStream, answer: &str) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    stream.write_all(answer.as_bytes())
}

/// A browser with such a chapter open.
fn reads(body: &str) -> Browser {
    let browser = Browser::start(Screen::DESKTOP, Theme::Light);
    browser.open(&chapter(body));
    browser
}

/// Waits until `count` figures are live.
fn sees_live(browser: &Browser, count: usize) {
    let script = format!("return told.filter(({{ type }}) => type === 'ready').length >= {count}");
    browser.wait_for("live figures", &script);
}

/// What the scripts of the page see through `figure`, the first element.
fn of_figure(browser: &Browser, expression: &str) -> Value {
    let script = format!(
        "const figure = document.querySelector('bivalent-figure'); \
         const inside = css => figure.shadowRoot.querySelector(css); return {expression}"
    );
    browser.run_async(&script, &[])
}

/// The moment that the figure with this id shows, in seconds.
fn moment(browser: &Browser, id: &str) -> f64 {
    let script = "return parseFloat(document.getElementById(arguments[0]).shadowRoot\
                  .querySelector('.time').textContent)";
    browser.run(script, &[json!(id)]).as_f64().unwrap_or(-1.0)
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn one_line_makes_a_figure_under_a_strict_policy() {
    let browser = reads(
        "<bivalent-figure src='cap?mode=cp&n=7&t=2'><span slot=caption>Cut</span></bivalent-figure>",
    );
    sees_live(&browser, 1);
    browser.wait_for(
        "its verdicts",
        "return told.some(({ type, detail }) => type === 'verdict' && detail.id && detail.standing)",
    );
    browser.wait_for(
        "its picture",
        "const { shadowRoot } = document.querySelector('bivalent-figure'); \
         return shadowRoot.querySelectorAll('.hits button[aria-label^=Replica]').length === 7",
    );
    assert_eq!(of_figure(&browser, "figure.link()"), json!("cap?v=1&mode=cp&n=7"));
    assert_eq!(of_figure(&browser, "inside('.stand').checkVisibility()"), json!(false));
    // The last two are the test's own and its driver's.
    let globals = "const known = [...usual, 'usual', 'ret_nodes']; \
                   return Object.keys(window).filter(key => !known.includes(key))";
    assert_eq!(browser.run(globals, &[]), json!([]));
    assert_eq!(browser.console_errors(), Vec::<String>::new());
    assert_eq!(browser.accessibility_violations(), Vec::<String>::new());
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn an_embedded_figure_shares_links_and_lines_of_code() {
    let browser = reads("<bivalent-figure src='cap?mode=cp&t=2'></bivalent-figure>");
    shares(&browser);
    let link = of_figure(&browser, "inside('.copy input').value");
    assert_eq!(link, json!(format!("{}cap/?v=1&mode=cp", site::url())));
    let page = of_figure(&browser, "inside('dialog a').href");
    assert_eq!(page, json!(format!("{}cap/?v=1&mode=cp&t=2", site::url())));
    // Its styles are there under the strict policy of the page.
    assert_eq!(of_figure(&browser, "getComputedStyle(inside('.copy')).display"), json!("grid"));
    assert_eq!(browser.console_errors(), Vec::<String>::new());
    assert_eq!(browser.accessibility_violations(), Vec::<String>::new());
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn an_embedded_figure_keeps_files_where_its_page_lets_a_worker_start() {
    let figure = "<bivalent-figure src='cap?len=2s&t=1'></bivalent-figure>";
    let files = |more: &str| {
        let browser = Browser::start(Screen::DESKTOP, Theme::Light);
        browser.open(&chapter_with(more, figure));
        shares(&browser);
        browser.run(KEEPS_FILES, &[]);
        of_figure(
            &browser,
            "[...inside('.keep').querySelectorAll('button')].find(el => el.textContent === 'SVG').click()",
        );
        browser
    };
    let said = |words: &str| {
        format!(
            "return /{words}/.test(document.querySelector('bivalent-figure').shadowRoot\
             .querySelector('.progress [role=status]').textContent)"
        )
    };
    let browser = files(&format!("worker-src blob: {}", site::url()));
    browser.wait_for("the file", &said("^cap.svg is made"));
    let drawn = browser.run_async("return files['cap.svg'].text()", &[]);
    assert!(drawn.as_str().is_some_and(|svg| svg.starts_with("<svg")), "{drawn}");
    assert_eq!(browser.console_errors(), Vec::<String>::new());

    // Where none may start, that is said, and where it can be done.
    let browser = files("");
    browser.wait_for("the reason", &said("no worker can start in this page; the run's own page"));
}

/// Opens the dialog of the figure once it is live.
fn shares(browser: &Browser) {
    sees_live(browser, 1);
    let share = "[...inside('.foot').children].find(el => el.textContent === 'Share').click()";
    of_figure(browser, share);
    browser.wait_for(
        "the dialog",
        "return document.querySelector('bivalent-figure').shadowRoot.querySelector('dialog[open]')",
    );
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_figure_does_what_its_page_asks() {
    let browser = reads("<bivalent-figure id=f src='cap?len=60s' theme=dark></bivalent-figure>");
    sees_live(&browser, 1);
    let ground = "getComputedStyle(inside('.plate')).backgroundColor";
    assert_eq!(of_figure(&browser, ground), json!("rgb(28, 32, 39)"));
    of_figure(&browser, "figure.setAttribute('theme', 'light')");
    assert_eq!(of_figure(&browser, ground), json!("rgb(255, 255, 255)"));

    // Without `autoplay` it stands still, until it is told to go.
    thread::sleep(std::time::Duration::from_millis(300));
    assert!(moment(&browser, "f") <= 0.0, "it plays unasked");
    of_figure(&browser, "await figure.play()");
    browser.wait_for(
        "time",
        "return parseFloat(document.getElementById('f').shadowRoot.querySelector('.time').textContent) > 0",
    );
    of_figure(&browser, "(await figure.pause(), await figure.seek(3.5))");
    let shows = "return document.getElementById('f').shadowRoot.querySelector('.time').textContent";
    browser.wait_for("the moment", &format!("{shows} === '3.500 s'"));
    assert_eq!(of_figure(&browser, "figure.link(true)"), json!("cap?v=1&len=60s&t=3.5"));
    of_figure(&browser, "await figure.step()");
    browser.wait_for("a step", &format!("{shows} !== '3.500 s'"));

    // What the reader changes is told; a new source is a new run.
    of_figure(&browser, "figure.setAttribute('controls', '')");
    of_figure(&browser, "inside('.segments input[value=cp]').click()");
    browser.wait_for(
        "the change",
        "return told.some(({ type, detail }) => type === 'change' && /mode=cp/.test(detail.link))",
    );
    // It may be the address that a reader copied.
    let address = format!("figure.setAttribute('src', '{}cap/?n=3&t=1')", site::url());
    of_figure(&browser, &address);
    sees_live(&browser, 2);
    assert_eq!(of_figure(&browser, "figure.link()"), json!("cap?v=1&n=3"));
    of_figure(&browser, "figure.setAttribute('src', 'nowhere')");
    browser.wait_for(
        "the error",
        "return told.some(({ type, detail }) => type === 'error' && /no figure \"nowhere\"; there is .*cap/.test(detail.message))",
    );
    // No broken picture stands above the message.
    let poster = "return !document.querySelector('bivalent-figure').shadowRoot\
                  .querySelector('[part=poster]').checkVisibility()";
    browser.wait_for("no poster", poster);
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn twenty_figures_share_one_module_and_rest_out_of_sight() {
    let figures = (0..20).map(|at| {
        format!("<bivalent-figure id=f{at} autoplay src='cap?len=60s&seed={at}'></bivalent-figure>")
    });
    let browser = reads(&figures.collect::<String>());
    let everywhere = "for (const figure of document.querySelectorAll('bivalent-figure')) { \
         figure.scrollIntoView(); \
         while (!figure.shadowRoot.querySelector('.chip')) await new Promise(requestAnimationFrame); }";
    browser.run_async(everywhere, &[]);
    sees_live(&browser, 20);
    let modules = "return performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.wasm')).length";
    assert_eq!(browser.run(modules, &[]), json!(1));

    // The last one is in sight and runs; the first one rests.
    thread::sleep(std::time::Duration::from_millis(100));
    let (first, last) = (moment(&browser, "f0"), moment(&browser, "f19"));
    let on = format!(
        "return parseFloat(document.getElementById('f19').shadowRoot.querySelector('.time').textContent) > {}",
        last + 0.05
    );
    browser.wait_for("the figure in sight to run", &on);
    assert!((moment(&browser, "f0") - first).abs() < 1e-9, "it runs out of sight");

    // Out of sight it holds no pixels, but when the page is printed, or it is looked at again.
    let pixels = "return ['f0', 'f19'].map(id => document.getElementById(id).shadowRoot.querySelector('canvas').width > 0)";
    assert_eq!(browser.run(pixels, &[]), json!([false, true]));
    browser.run("dispatchEvent(new Event('beforeprint'))", &[]);
    assert_eq!(browser.run(pixels, &[]), json!([true, true]));
    browser.run("dispatchEvent(new Event('afterprint'))", &[]);
    assert_eq!(browser.run(pixels, &[]), json!([false, true]));
    browser.run("document.getElementById('f0').scrollIntoView()", &[]);
    browser.wait_for("the first again", &format!("return (() => {{ {pixels} }})()[0]"));
    assert_eq!(browser.console_errors(), Vec::<String>::new());
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_figure_is_moved_removed_and_put_back() {
    let browser =
        reads("<bivalent-figure id=f src='cap?n=7&t=2'></bivalent-figure><div id=end></div>");
    sees_live(&browser, 1);
    let shows = "return document.getElementById('f')?.shadowRoot.querySelector('.time')?.textContent === '2.000 s'";
    browser.wait_for("its moment", shows);

    // Moved, even into a shadow root, it is the same figure.
    of_figure(&browser, "window.kept = inside('canvas')");
    of_figure(&browser, "document.getElementById('end').append(figure)");
    assert_eq!(of_figure(&browser, "inside('canvas') === window.kept"), json!(true));
    of_figure(
        &browser,
        "document.getElementById('end').attachShadow({ mode: 'open' }).append(window.figure = figure)",
    );
    let again = "return window.figure.shadowRoot.querySelector('canvas') === window.kept";
    assert_eq!(browser.run(again, &[]), json!(true));

    // Removed it ends; put back it goes on where it was.
    browser.run("window.figure.remove()", &[]);
    browser.wait_for("its end", "return !window.figure.shadowRoot.querySelector('canvas')");
    browser.run("document.body.append(window.figure)", &[]);
    sees_live(&browser, 2);
    browser.wait_for("its moment", shows);
    assert_eq!(of_figure(&browser, "figure.link(true)"), json!("cap?v=1&n=7&t=2"));
    assert_eq!(browser.console_errors(), Vec::<String>::new());
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_still_stands_until_the_reader_asks() {
    let browser =
        reads("<bivalent-figure id=f src='cap?len=60s' reveal=interaction></bivalent-figure>");
    let still = "inside('.stand img').complete && inside('.stand img').naturalWidth > 0";
    browser.wait_for(
        "the still",
        "return document.querySelector('bivalent-figure').shadowRoot.querySelector('img').naturalWidth > 0",
    );
    assert_eq!(of_figure(&browser, still), json!(true));
    let loaded = "return performance.getEntriesByType('resource').some(({ name }) => name.endsWith('.wasm'))";
    assert_eq!(browser.run(loaded, &[]), json!(false), "nothing is loaded unasked");
    // A second copy of the script, from another address, changes nothing.
    browser.run_async("await imported(arguments[0], 'bivalent.js?again')", &[json!(site::url())]);
    of_figure(&browser, "inside('.start').click()");
    sees_live(&browser, 1);
    browser.wait_for(
        "time",
        "return parseFloat(document.getElementById('f').shadowRoot.querySelector('.time').textContent) > 0",
    );
    assert_eq!(browser.console_errors(), Vec::<String>::new());
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn where_nothing_can_run_the_still_stays_and_says_why() {
    let setting = Setting::new(Screen::DESKTOP, Theme::Light);
    let browser = Browser::start_in(&Setting { wasm: false, ..setting });
    browser.open(&chapter("<bivalent-figure src='cap?n=7'></bivalent-figure>"));
    browser.wait_for(
        "the reason",
        "return document.querySelector('bivalent-figure').shadowRoot.querySelector('[role=alert]')\
         ?.innerText.includes('WebAssembly')",
    );
    assert_eq!(of_figure(&browser, "inside('.stand img').checkVisibility()"), json!(true));
    assert_eq!(of_figure(&browser, "figure.link()"), json!("cap?n=7"));
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_frame_tells_its_height_and_heeds_four_wishes() {
    let site = site::url();
    let browser = reads(&format!(
        "<iframe sandbox=allow-scripts width=700 height=200 title=Figure \
         src='{site}cap/?embed&theme=dark&mode=cp&t=1'></iframe>"
    ));
    let height = "const heights = told.filter(({ type }) => type === 'bivalent:height'); \
                  return heights.at(-1)?.data.height > 500 && heights.at(-1)";
    let told = browser.wait_for("its height", height);
    assert_eq!(told["origin"], json!("null"), "the frame is sandboxed");
    browser.run(
        "document.querySelector('iframe').height = arguments[0]",
        &[told["data"]["height"].clone()],
    );

    // Garbage changes nothing and breaks nothing; each wish does one thing.
    let inside = |script: &str| {
        browser.in_frame(
            "iframe",
            &format!("const figure = document.querySelector('bivalent-figure'); {script}"),
        )
    };
    let link = "return figure.link(true)";
    assert_eq!(inside(link), json!("cap?v=1&mode=cp&t=1"), "embed and theme are no parameters");
    let send = |message: Value| {
        browser.run(
            "document.querySelector('iframe').contentWindow.postMessage(arguments[0], '*')",
            &[message],
        );
    };
    let garbage = [
        json!(null),
        json!(7),
        json!("bivalent:play"),
        json!({}),
        json!({ "type": "constructor" }),
        json!({ "type": "bivalent:seek", "seconds": "2" }),
        json!({ "type": "bivalent:seek", "seconds": -1 }),
        json!({ "type": "bivalent:theme", "theme": "pink" }),
        json!({ "type": "bivalent:set", "id": "n", "value": "3" }),
    ];
    garbage.into_iter().for_each(send);
    thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!(inside(link), json!("cap?v=1&mode=cp&t=1"));
    assert_eq!(inside("return figure.getAttribute('theme')"), json!("dark"));
    send(json!({ "type": "bivalent:seek", "seconds": 2.5 }));
    send(json!({ "type": "bivalent:theme", "theme": "light" }));
    thread::sleep(std::time::Duration::from_millis(500));
    assert_eq!(inside(link), json!("cap?v=1&mode=cp&t=2.5"));
    assert_eq!(inside("return figure.getAttribute('theme')"), json!("light"));
    send(json!({ "type": "bivalent:play" }));
    thread::sleep(std::time::Duration::from_millis(500));
    send(json!({ "type": "bivalent:pause" }));
    thread::sleep(std::time::Duration::from_millis(200));
    let there = inside(link);
    assert_ne!(there, json!("cap?v=1&mode=cp&t=2.5"), "it did not play");
    thread::sleep(std::time::Duration::from_millis(200));
    assert_eq!(inside(link), there, "it did not pause");
    assert_eq!(browser.console_errors(), Vec::<String>::new());
}

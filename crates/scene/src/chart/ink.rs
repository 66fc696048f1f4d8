//! The backend of plotters: what it draws becomes items of a scene.
//!
//! plotters counts in whole units and in colours; a scene has fractions of pixels and tokens. A
//! unit is a twentieth of a pixel, so that hairlines of 1.25 px are whole, and a colour's red is the
//! number of a token, its green that of a dash, its blue that of a glyph: no colour is written here.

use crate::builder::Lettering;
use crate::item::{Anchor, Dash, Font, Point, Rect, Scene, Shape, Style, Token};
use crate::metrics::text_width;
use crate::tokens;
use plotters::drawing::{DrawingAreaErrorKind, IntoDrawingArea};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle, RGBAColor, ShapeStyle, TextStyle};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use std::convert::Infallible;

/// Units of plotters in a pixel.
const UNITS: f32 = 20.0;
/// How round the corners of rectangles are.
const CORNER: f32 = 2.0;

/// A scene that plotters draws into.
pub struct Ink<'a>(pub &'a mut Scene);

/// What drawing into a scene comes to: it cannot fail.
pub type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// A length in whole units.
pub fn units(pixels: f32) -> i32 {
    (pixels * UNITS).round() as i32
}

/// A place in pixels.
pub fn point((x, y): BackendCoord) -> Point {
    Point::new(x as f32 / UNITS, y as f32 / UNITS)
}

/// A style as plotters carries it, and the glyph of what it calls circles; without one these are
/// not drawn.
pub fn pen(style: Style, glyph: Option<Shape>) -> ShapeStyle {
    let token = style.fill.or(style.stroke).map_or(0, |token| token as u8);
    let glyph = glyph.map_or(0, |shape| shape as u8 + 1);
    let color = RGBAColor(token, style.dash as u8, glyph, f64::from(style.alpha) / 255.0);
    let stroke_width = units(style.width).unsigned_abs();
    ShapeStyle { color, filled: style.fill.is_some(), stroke_width }
}

/// Writes a text at a place of the scene, which it stands under, beside or over.
pub fn write(scene: &mut Scene, at: Point, text: &str, (how, v_pos): (Lettering, VPos)) {
    let style = lettered(how, v_pos);
    let sheet = Ink(scene).into_drawing_area();
    done(&sheet.draw_text(text, &style, (units(at.x), units(at.y))));
}

/// Takes note that a scene took what was drawn, as it always does.
pub fn done(drawn: &Result<(), DrawingAreaErrorKind<Infallible>>) {
    debug_assert!(drawn.is_ok(), "a scene takes all that is drawn");
}

/// A text's style as plotters carries it.
fn lettered(lettering: Lettering, v_pos: VPos) -> TextStyle<'static> {
    let h_pos = match lettering.anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    let style = if lettering.font.bold { FontStyle::Bold } else { FontStyle::Normal };
    let size = f64::from(lettering.font.size * UNITS);
    let color = BackendColor { rgb: (lettering.token as u8, 0, 0), alpha: 1.0 };
    let font = FontDesc::new(FontFamily::SansSerif, size, style);
    TextStyle { font, color, pos: Pos { h_pos, v_pos } }
}

fn token(color: BackendColor) -> Token {
    tokens::ALL[usize::from(color.rgb.0)]
}

fn filled(style: &impl BackendStyle) -> Style {
    let color = style.color();
    Style::fill(token(color)).alpha((color.alpha * 255.0).round() as u8)
}

fn stroked(style: &impl BackendStyle) -> Style {
    let Style { fill, alpha, .. } = filled(style);
    let dash = [Dash::Solid, Dash::Dashed, Dash::Dotted][usize::from(style.color().rgb.1)];
    let width = style.stroke_width() as f32 / UNITS;
    Style { fill: None, stroke: fill, width, dash, alpha }
}

fn font(style: &impl BackendTextStyle) -> Font {
    let size = style.size() as f32 / UNITS;
    Font { size, bold: matches!(style.style(), FontStyle::Bold) }
}

impl DrawingBackend for Ink<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (units(self.0.width).unsigned_abs(), units(self.0.height).unsigned_abs())
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect(at, (at.0 + 1, at.1 + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.0.line(point(from), point(to), stroked(style));
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (from, to) = (point(upper_left), point(bottom_right));
        let rect = Rect::new(from.x, from.y, to.x - from.x, to.y - from.y);
        self.0.rect(rect, CORNER, if fill { filled(style) } else { stroked(style) });
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.0.path().polyline(path.into_iter().map(point)).draw(stroked(style));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        _fill: bool,
    ) -> Drawn {
        let color = style.color();
        let glyph = usize::from(color.rgb.2).checked_sub(1).and_then(|at| Shape::ALL.get(at));
        if let Some(&shape) = glyph {
            let style = super::glyph(shape, token(color));
            self.0.mark(point(center), shape, radius as f32 / UNITS, style);
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Drawn {
        self.0.path().polyline(vert.into_iter().map(point)).close().draw(filled(style));
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, at: BackendCoord) -> Drawn {
        if text.is_empty() {
            return Ok(());
        }
        let (font, Pos { h_pos, v_pos }) = (font(style), style.anchor());
        let anchor = match h_pos {
            HPos::Left => Anchor::Start,
            HPos::Center => Anchor::Middle,
            HPos::Right => Anchor::End,
        };
        let baseline = match v_pos {
            VPos::Top => 2.0 * font.drop(),
            VPos::Center => font.drop(),
            VPos::Bottom => 0.0,
        };
        let lettering = Lettering { font, anchor, token: token(style.color()) };
        self.0.text(point(at).offset(0.0, baseline), text, lettering);
        Ok(())
    }

    /// By the scene's own table: what plotters does by itself asks a page's document.
    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let font = font(style);
        let size = (units(text_width(text, font)), units(2.0 * font.drop()));
        Ok((size.0.unsigned_abs(), size.1.unsigned_abs()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::Item;
    use plotters::element::{Circle, PathElement, Polygon};

    #[test]
    fn what_a_style_means_survives_plotters() {
        for (number, shape) in Shape::ALL.into_iter().enumerate() {
            assert_eq!(shape as usize, number, "glyphs are known by their place");
        }
        let stroke = Style::stroke(Token::Orange, 1.25).dashed().alpha(77);
        assert_eq!(stroked(&pen(stroke, None)), stroke);
        let fill = Style::fill(Token::Night).alpha(46);
        assert_eq!(filled(&pen(fill, Some(Shape::Arrow))), fill);
    }

    #[test]
    fn elements_of_plotters_become_items() {
        let mut scene = Scene::default();
        scene.clear(40.0, 40.0);
        let area = Ink(&mut scene).into_drawing_area();
        let line = pen(Style::stroke(Token::Blue, 2.0).dotted(), None);
        area.draw(&PathElement::new([(0, 0), (400, 205)], line)).expect("a path");
        area.draw(&Polygon::new([(0, 0), (9, 0), (0, 9)], line)).expect("a polygon");
        for glyph in [None, Some(Shape::Diamond)] {
            let style = pen(Style::fill(Token::Red), glyph);
            area.draw(&Circle::new((20, 20), 110, style)).expect("a circle");
        }
        drop(area);
        assert_eq!(scene.validate(), Ok(()));
        let [Item::Path { style, .. }, Item::Path { style: fill, .. }, mark] = &scene.items[..]
        else {
            panic!("{:?}", scene.items);
        };
        assert_eq!(*style, Style::stroke(Token::Blue, 2.0).dotted());
        assert_eq!(fill.fill, Some(Token::Blue));
        assert!(matches!(mark, Item::Mark { shape: Shape::Diamond, size: 5.5, .. }), "{mark:?}");
        assert_eq!(scene.segments[1], crate::Segment::Line(Point::new(20.0, 10.25)));
    }

    #[test]
    fn texts_have_the_scenes_own_widths_and_stand_where_they_should() {
        let mut scene = Scene::default();
        scene.clear(100.0, 40.0);
        let area = Ink(&mut scene).into_drawing_area();
        let lettering = Lettering::new(12.0).bold().end().muted();
        let style = lettered(lettering, VPos::Center);
        let (width, height) = area.estimate_text_size("120 ms", &style).expect("a size");
        let exact = text_width("120 ms", lettering.font);
        assert!((width as f32 / UNITS - exact).abs() <= 0.05 && height > 0);
        area.draw_text("120 ms", &style, (1800, 400)).expect("a text");
        area.draw_text("", &style, (1800, 400)).expect("no text");
        drop(area);
        assert_eq!(scene.validate(), Ok(()));
        let mut direct = Scene::default();
        direct.clear(100.0, 40.0);
        direct.text_middle(Point::new(90.0, 20.0), "120 ms", lettering);
        assert_eq!(scene.items, direct.items);
    }
}

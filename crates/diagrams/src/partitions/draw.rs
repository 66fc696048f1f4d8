//! The views of one moment: the cluster, who suspects whom, and what the detectors make of it.

mod belief;
mod cluster;
mod levels;
mod matrix;
mod table;

use super::params::{Below, Params};
use super::run::Run;
use super::table::Table;
use super::truth::{Truth, Worth};
use crate::figure::Frame;
use machine::{NodeSet, Time};
use protocols::detector::estimate::Method;
use scene::{Point, Rect, Scene, Shape, Style, Token};

/// All that the views draw.
pub struct Picture<'a> {
    /// What was set.
    pub params: &'a Params,
    /// The run, at its playhead.
    pub run: &'a Run,
    /// What is true of it.
    pub truth: Truth<'a>,
    /// The runs of each kind of trouble.
    pub table: &'a Table,
}

impl Picture<'_> {
    /// Draws the views that `frame` asks for.
    pub fn draw(&self, frame: Frame, scene: &mut Scene) {
        let all = Rect::new(0.0, 0.0, frame.width, frame.height);
        scene.rect(all, 0.0, Style::fill(Token::Surface));
        match frame.view {
            Some(0) => cluster::draw(self, all, scene),
            Some(1) => matrix::draw(self, all, scene),
            Some(_) => self.below(all, scene),
            None => {
                let (left, right) = all.split_left((all.w * 0.42).round());
                let (top, bottom) = left.split_top((all.h * 0.56).round());
                cluster::draw(self, top, scene);
                matrix::draw(self, bottom, scene);
                self.below(right, scene);
                let hairline = Style::stroke(Token::Line, 1.25);
                let x = right.x;
                scene.line(Point::new(x, 0.0), Point::new(x, all.h), hairline);
                scene.line(Point::new(0.0, bottom.y), Point::new(x, bottom.y), hairline);
            }
        }
    }

    fn below(&self, area: Rect, scene: &mut Scene) {
        match self.params.below {
            Below::Levels => levels::draw(self, area, scene),
            Below::Table => table::draw(self, area, scene),
            Below::Belief => belief::draw(self, area, scene),
        }
    }

    /// The playhead.
    pub fn now(&self) -> Time {
        self.run.playhead().now()
    }

    /// Whom each process suspects by a method.
    pub fn suspects(&self, method: Method) -> Vec<NodeSet> {
        let (record, nodes) = (&self.run.record().record, self.params.nodes as usize);
        super::report::suspects(record, nodes, method, self.now())
    }
}

/// The glyph of what a suspicion is worth; trust in what is up has none.
fn glyph(worth: Worth) -> Option<(Shape, Style)> {
    match worth {
        Worth::Right => None,
        Worth::Found => Some((Shape::Check, Style::stroke(Token::Ink, 2.0))),
        Worth::CutOff => {
            Some((Shape::Diamond, Style::fill(Token::Orange).outlined(Token::Ink, 1.0)))
        }
        Worth::Wrong => Some((Shape::Cross, Style::stroke(Token::Red, 2.0))),
        Worth::Missed => Some((Shape::Circle, Style::stroke(Token::Red, 2.0))),
    }
}

/// The glyph of a detector, and its colour.
fn look(method: Method) -> (Shape, Token) {
    match method {
        Method::Fixed => (Shape::Square, Token::Ink),
        Method::Adaptive => (Shape::Triangle, Token::Blue),
        Method::Additive => (Shape::TriangleDown, Token::Green),
        Method::Normal => (Shape::Circle, Token::Purple),
        Method::Exponential => (Shape::Diamond, Token::Orange),
        Method::Swim => (Shape::Check, Token::Cyan),
    }
}

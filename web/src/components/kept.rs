use std::any::Any;
use std::rc::Rc;

use yew::prelude::*;

/// A part of the page that is drawn again only when what it shows has changed.
pub(crate) fn kept<T: PartialEq + 'static>(of: T, draw: fn(&T) -> Html) -> Html {
    html! { <Kept of={Rc::new(Shown { of, draw }) as Rc<dyn Part>} /> }
}

/// What is shown, and how.
struct Shown<T> {
    of: T,
    draw: fn(&T) -> Html,
}

trait Part {
    fn draw(&self) -> Html;
    fn of(&self) -> &dyn Any;
    fn is_of(&self, of: &dyn Any) -> bool;
}

impl<T: PartialEq + 'static> Part for Shown<T> {
    fn draw(&self) -> Html {
        (self.draw)(&self.of)
    }

    fn of(&self) -> &dyn Any {
        &self.of
    }

    fn is_of(&self, of: &dyn Any) -> bool {
        of.downcast_ref::<T>().is_some_and(|of| *of == self.of)
    }
}

#[derive(Properties)]
struct KeptProps {
    of: Rc<dyn Part>,
}

impl PartialEq for KeptProps {
    fn eq(&self, other: &Self) -> bool {
        self.of.is_of(other.of.of())
    }
}

struct Kept;

impl Component for Kept {
    type Message = ();
    type Properties = KeptProps;

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        ctx.props().of.draw()
    }
}

//! What leaves the page: the core makes it, the browser hands it on.

use podlife_core::time::SimTime;

use super::analyst::Analyst;
use super::{core, glue};
use crate::json::Json;

impl Analyst {
    /// Asks for a text in a format, as it looks at an instant, with the address that shows the same.
    pub(crate) fn export(
        &self,
        text: &str,
        format: &str,
        at: SimTime,
        link: &str,
        answered: impl FnOnce(Made) + 'static,
    ) {
        let asked = [format, &at.0.to_string(), link].join("\n");
        core::call("take_away", vec![text.to_owned(), self.options(), asked], move |answer| {
            answered(match answer {
                Ok(json) => Made(json),
                Err(failure) => {
                    Made(["{\"text\":", &crate::json::quoted(&failure.to_string()), "}"].concat())
                }
            });
        });
    }
}

/// What the core made, as its JSON.
pub(crate) struct Made(String);

impl Made {
    /// Copies, saves or prints it, and says what became of it.
    pub(crate) async fn deliver(self) -> String {
        let json = Json::parse(&self.0);
        let field = |name| json.get(name).text();
        deliver(field("how"), field("name"), field("media"), field("text")).await
    }
}

/// Copies, saves or draws a text, and says what became of it.
pub(crate) async fn deliver(how: &str, name: &str, media: &str, text: &str) -> String {
    glue::deliver(how, name, media, text).await.as_string().unwrap_or_default()
}

use web_sys::{Element, HtmlTextAreaElement};
use yew::prelude::*;

use crate::bridge::editor::Editor;

/// The manifest as text: a text area at once, CodeMirror in its place as soon as that is loaded.
pub(crate) struct CodeEditor {
    area: NodeRef,
    host: NodeRef,
    is_loaded: bool,
    /// Whether the next drawing shows another kind of editor.
    is_new: bool,
}

impl Component for CodeEditor {
    type Message = bool;
    type Properties = CodeEditorProps;

    fn create(_: &Context<Self>) -> Self {
        Self { area: NodeRef::default(), host: NodeRef::default(), is_loaded: false, is_new: true }
    }

    fn update(&mut self, ctx: &Context<Self>, is_loaded: bool) -> bool {
        self.is_loaded = is_loaded && !ctx.props().plain;
        ctx.props().on_ready.emit(());
        true
    }

    // Whoever shows another editor gives it another key.
    fn changed(&mut self, ctx: &Context<Self>, before: &CodeEditorProps) -> bool {
        let plain = ctx.props().plain;
        self.is_new |= plain != before.plain;
        if self.is_new && plain {
            ctx.props().editor.detach();
            self.is_loaded = false;
        }
        self.is_new
    }

    fn rendered(&mut self, ctx: &Context<Self>, _: bool) {
        if !std::mem::take(&mut self.is_new) {
            return;
        }
        let props = ctx.props();
        if let Some(area) = self.area.cast::<HtmlTextAreaElement>() {
            props.editor.attach(area, props.on_change.clone());
        }
        let Some(host) = self.host.cast::<Element>().filter(|_| !props.plain) else {
            return;
        };
        let (editor, label) = (props.editor.clone(), props.label.clone());
        let (on_fix, loaded) = (props.on_fix.clone(), ctx.link().callback(|is| is));
        wasm_bindgen_futures::spawn_local(async move {
            if editor.load(&host, &label, on_fix).await {
                loaded.emit(true);
            }
        });
    }

    fn destroy(&mut self, ctx: &Context<Self>) {
        ctx.props().editor.detach();
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let editor = props.editor.clone();
        let oninput = Callback::from(move |_: InputEvent| editor.typed());
        html! {
            <div class={if self.is_loaded { "code-editor is-loaded" } else { "code-editor" }}>
                if !self.is_loaded {
                    <textarea
                        ref={self.area.clone()}
                        class="code-editor__area"
                        aria-label={props.label.clone()}
                        spellcheck="false"
                        autocapitalize="off"
                        wrap="off"
                        {oninput}
                    />
                }
                <div ref={self.host.clone()} class="code-editor__host" />
            </div>
        }
    }
}

/// Which editor, and who hears of it.
#[derive(PartialEq, Properties)]
pub(crate) struct CodeEditorProps {
    pub(crate) editor: Editor,
    pub(crate) label: AttrValue,
    pub(crate) on_change: Callback<String>,
    /// A fix is asked for inside the editor: which finding, which of its fixes.
    #[prop_or_default]
    pub(crate) on_fix: Callback<(usize, usize)>,
    /// Whether it stays a text area.
    #[prop_or_default]
    pub(crate) plain: bool,
    /// CodeMirror is there.
    #[prop_or_default]
    pub(crate) on_ready: Callback<()>,
}

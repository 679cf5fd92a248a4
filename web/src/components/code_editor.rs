use web_sys::{Element, HtmlTextAreaElement};
use yew::prelude::*;

use crate::bridge::editor::Editor;

/// The manifest as text: a text area at once, CodeMirror in its place as soon as that is loaded.
#[component]
pub(crate) fn CodeEditor(props: &CodeEditorProps) -> Html {
    let (area, host) = (use_node_ref(), use_node_ref());
    let loaded = use_state_eq(|| false);
    {
        let (area, host, loaded) = (area.clone(), host.clone(), loaded.clone());
        let (editor, label) = (props.editor.clone(), props.label.clone());
        let (on_change, on_fix) = (props.on_change.clone(), props.on_fix.clone());
        let on_ready = props.on_ready.clone();
        use_effect_with(props.editor.clone(), move |_| {
            if let Some(area) = area.cast::<HtmlTextAreaElement>() {
                editor.attach(area, on_change);
            }
            if let Some(host) = host.cast::<Element>() {
                let editor = editor.clone();
                wasm_bindgen_futures::spawn_local(async move {
                    if editor.load(&host, &label, on_fix).await {
                        loaded.set(true);
                        on_ready.emit(());
                    }
                });
            }
            move || editor.detach()
        });
    }
    let oninput = {
        let editor = props.editor.clone();
        Callback::from(move |_: InputEvent| editor.typed())
    };
    html! {
        <div class={classes!("code-editor", loaded.then_some("is-loaded"))}>
            if !*loaded {
                <textarea
                    ref={area}
                    class="code-editor__area"
                    aria-label={props.label.clone()}
                    spellcheck="false"
                    autocapitalize="off"
                    wrap="off"
                    {oninput}
                />
            }
            <div ref={host} class="code-editor__host" />
        </div>
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
    /// CodeMirror is there.
    #[prop_or_default]
    pub(crate) on_ready: Callback<()>,
}

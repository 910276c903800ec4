//! Which naming custom a token follows: in Arabic names the second word is the father's.

use crate::name::Token;
use crate::script::Script;
use crate::{arabic, latin};

/// Whether the token can only be a family name: it has an article or begins with Abu.
pub(crate) fn is_family_only(token: &Token) -> bool {
    match token.script {
        Script::Latin => {
            latin::strip_article(&token.text).len() < token.text.len() || token.text.starts_with("abu")
        }
        Script::Arabic => {
            arabic::strip_article(&token.text).len() < token.text.len() || token.text.starts_with("ابو")
        }
        Script::Other => false,
    }
}

/// Whether the token is, or may be, an Arabic given name or family.
pub(crate) fn is_arabic_given(token: &Token) -> bool {
    match token.script {
        Script::Latin => token.text.starts_with("abdul") || is_family_only(token) || token.is_common(),
        Script::Arabic => true,
        Script::Other => false,
    }
}

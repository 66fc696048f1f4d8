//! What a page's scripts are given: Rust values as theirs.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

/// A value as JSON would have it: absent is `null`, a map is an object, a number is a double.
pub(crate) fn given<T: Serialize + ?Sized>(value: &T) -> JsValue {
    let given = value.serialize(&Serializer::json_compatible());
    given.unwrap_or_else(|error| wasm_bindgen::throw_val(error.into()))
}

/// A value if there is one, or `undefined`.
pub(crate) fn given_if<T: Serialize>(value: Option<&T>) -> JsValue {
    value.map_or(JsValue::UNDEFINED, given)
}

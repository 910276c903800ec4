//! Invented names and places.

/// Given names.
pub const GIVEN: [&str; 16] = [
    "Karim", "Salma", "Tarek", "Nadia", "Faris", "Huda", "Bassam", "Rana", "Ziad", "Mona", "Omar", "Layla",
    "Jamal", "Samir", "Yusuf", "Dina",
];
/// Family names.
pub const FAMILY: [&str; 20] = [
    "Oram", "Haddun", "Belkar", "Zuveri", "Tamash", "Qorani", "Velmar", "Durrani", "Shahbek", "Lorvan",
    "Mestiri", "Karduni", "Falhat", "Nezzar", "Rumani", "Gazbar", "Wakeed", "Ibsawi", "Orfali", "Tunuri",
];
/// Places.
pub const PLACES: [&str; 6] = ["Belmar", "Doven", "Karsa", "Tilun", "Omwas", "Zeret"];

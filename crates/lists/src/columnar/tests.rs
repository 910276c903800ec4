//! The fast way and the general way say the same.

use proptest::prelude::*;

use super::*;

/// Everything that a list by columns says, in one form.
fn told(lists: Result<Vec<Columns>, ReadError>) -> Result<Vec<Vec<String>>, String> {
    let told = |list: Columns| {
        let mut lines = vec![format!("{:?} {:?}", list.sheet, list.names())];
        for row in 0..list.rows() {
            let cells: Vec<_> = (0..list.names().len()).map(|at| list.cell(row, at)).collect();
            lines.push(format!("{} {cells:?}", list.number(row)));
        }
        lines.push(format!("{:?}", crate::column::map_columns(&list)));
        lines.push(values(list));
        lines
    };
    lists.map(|lists| lists.into_iter().map(told).collect()).map_err(|error| error.to_string())
}

/// The typed values and the texts of every column.
fn values(mut list: Columns) -> String {
    let mapping = crate::column::map_columns(&list);
    let mut all = format!("{:?}", crate::column::typed(&mut list, &mapping));
    for (at, used) in mapping.columns.iter().enumerate() {
        all += &format!("{:?}{:?}", list.repeats(at), list.take_texts(at, used.field));
    }
    all
}

/// Both ways say the same; and whether the fast way was taken.
#[track_caller]
fn check_without(bytes: &[u8], unwanted: &dyn Fn(&str) -> bool) -> bool {
    let fast = scan::read("list.csv", bytes.to_vec(), unwanted);
    let taken = fast.is_ok();
    match fast {
        Ok(columns) => {
            assert_eq!(told(Ok(vec![columns])), told(by_grid("list.csv", bytes, unwanted)));
        }
        // What is given back reads as what was given.
        Err(back) => {
            assert_eq!(
                told(by_grid("list.csv", &back, unwanted)),
                told(by_grid("list.csv", bytes, unwanted))
            );
        }
    }
    taken
}

#[track_caller]
fn check(text: &str) -> bool {
    check_without(text.as_bytes(), &|_| false)
}

const LIST: &str =
    "id,name,age,place\n1,Sami Noor,34,Tell Ward\n2,Lina Haddad,7,Ain Safa\n3,Omar Zein,51,Tell Ward\n";

#[test]
fn a_plain_list_goes_the_fast_way() {
    assert!(check(LIST));
    assert!(check(LIST.trim_end()));
    assert!(check(&LIST.replace('\n', "\r\n")));
    assert!(check(&format!("\u{feff}{LIST}")));
    assert!(check(&format!("{LIST}\x1a")));
    assert!(check(&LIST.replace(',', ";")));
    assert!(check(&LIST.replace(',', "\t")));
    assert!(check(&format!("sep=;\r\n{}", LIST.replace(',', ";"))));
    assert!(check(
        "الاسم,العمر,المكان\nسالم درويش النجار,٣٤,تل الورد\nليلى كامل الحداد,٧,\nسالم درويش النجار,٣٤,تل الورد\n"
    ));
    assert!(check("name\nSami Noor\nLina Haddad\n"));
}

#[test]
fn quotes() {
    assert!(check(
        "name,age\n\"Noor, Sami\",34\n\"Lina \"\"Lulu\"\" Haddad\",7\n\"Omar\nZein\",51\nRima,4\n"
    ));
    assert!(check("name,age\n\"Sami,34\nLina,7\n\"Omar, Z\",5\n"));
    assert!(check("name,age\nAl \"Doctor\" Z,7\nLina Haddad,8\n  \"Omar Zein\"  ,5\n"));
    assert!(check("name,age\n\"Sami\r\nNoor\",34\r\n\"\"\"\",7\r\n\"\",8\r\n"));
    assert!(check(&format!("name,age\n{}\nLina,7", "\"a\"b\n,".repeat(300))));
}

#[test]
fn ragged_and_empty_rows() {
    assert!(check("id,name,age,place\n1,Sami Noor\n2,Lina Haddad,7\n3,Omar Zein,51,Tell Ward\n"));
    assert!(check(
        "id,name,age,place\n\n1,Sami Noor,4,x\n\n\n2,Lina Haddad,7,y\n,,,\n3,Omar Zein,51,Tell Ward\n\n\n"
    ));
    assert!(check("\n\nid,name,age,place,,\n1,Sami Noor,4,x,,\n2,Lina Haddad,7,y,,,,,\n"));
    assert!(check("id,name,age,\n1,Sami Noor,4,x\n2,Lina Haddad,7,y\n"));
    assert!(check(
        "id,name,age,place\n1,Sami Noor, \u{200b},\u{feff}\n2,Lina Haddad,          ,y\n3,Omar,7,\n"
    ));
    assert!(!check("id,name\n1,Sami Noor,4,x\n2,Lina Haddad,7,y\n"));
}

#[test]
fn what_the_table_leaves_out_goes_the_general_way() {
    assert!(!check(&format!("Victims of the spring\n\n{LIST}")));
    assert!(!check(&format!("{LIST}Total,3,,\n")));
    assert!(!check(&format!("{LIST}المجموع,3,,\n")));
    assert!(!check(&format!("{LIST}{LIST}")));
    assert!(!check(&format!("{LIST}\nSource: the register,,,\n")));
    assert!(!check(&format!("{LIST}4,,,\n")));
    assert!(!check(&format!("{LIST}\n,,99,\n")));
    let long: String = (0..3000).map(|n| format!("{n},Sami Noor,34,Tell Ward\n")).collect();
    let middle =
        |line: &str| check(&format!("id,name,age,place\n{long}{line}\n{}", long.replace("Sami", "Lina")));
    assert!(middle("x1,Omar Zein,7,Ain Safa"));
    assert!(middle(""));
    assert!(middle(",Total Abbas,,"));
    assert!(!middle(",,Tell Ward district,"));
    assert!(!middle("id,name,age,place"));
    assert!(!middle(",Total,6000,"));
}

#[test]
fn other_files_go_the_general_way() {
    for bytes in [
        b"".as_slice(),
        b"   \n",
        b"[{\"name\": \"Sami\"}]",
        b"<table>",
        b"%PDF-1.4\nname,age\nSami,3\n",
        b"a,b\n\0\0,1\n",
        b"nom,\xe2ge\nJ\xfcrgen,34\n",
        b"name,age\rSami,34\rLina,7\r",
        b"\xff\xfen\0,\0a\0\n\0S\0,\x001\0\n\0",
        b"Sami Noor,34\nLina Haddad,7\nOmar Zein,5\n",
        b"id,name\n",
    ] {
        assert!(!check_without(bytes, &|_| false), "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn a_very_long_cell() {
    let long = "ab,\"\"c\n ".repeat(1 << 20);
    assert!(check(&format!("id,name,note\n1,Sami Noor,\"{long}\"\n2,Lina Haddad,short\n")));
    let long = "x".repeat(10_000_000);
    assert!(check(&format!("id,name,note\n1,Sami Noor,{long}\n2,Lina Haddad,short\n")));
}

#[test]
fn columns_that_hardly_repeat_and_those_unwanted() {
    let rows: String = (0..140_000u32)
        .map(|n| format!("r{},{n},Sami {},{}\n", n * 7919 % 200_003, n % 977, n % 90))
        .collect();
    let text = format!("id,serial,name,age\n{rows}");
    let columns = scan::read("list.csv", text.clone().into_bytes(), &|_| false).unwrap();
    assert!(columns.texts[0].codes.is_none() && columns.texts[1].codes.is_none());
    assert!(columns.texts[2].codes.is_some());
    assert!(check(&text));
    assert!(check_without(text.as_bytes(), &|name| name == "serial"));
    assert!(check_without(LIST.as_bytes(), &|name| name == "age"));
}

#[test]
fn ids_that_stand_twice() {
    let repeats = |text: &str| scan::read("l.csv", text.into(), &|_| false).unwrap().repeats(0).rows;
    assert_eq!(repeats("id,name\n1,Sami\n2,Lina\n10,Omar\n"), Vec::<Vec<u32>>::new());
    assert_eq!(
        repeats("id,name\n1,Sami\n2,Lina\n 1 ,Omar\n,Rima\n,Zein\n2,Adam\n1,Huda\n"),
        [vec![0, 2, 6], vec![1, 5]]
    );
}

/// A cell of a messy list.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{1,9}",
        3 => "[0-9]{1,4}",
        2 => Just(String::new()),
        1 => Just("Total".to_owned()),
        1 => Just("name".to_owned()),
        1 => Just("unknown".to_owned()),
        1 => "[0-9]{1,2}/[0-9]{1,2}/(19|20)?[0-9]{2}",
        1 => "(سالم|ليلى|المجموع) ?(النجار)?",
        1 => "\"[a-z,;\n ]{0,6}\"",
        1 => "[ab\", \t\u{200b}]{0,6}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn both_ways_agree(
        header in prop::sample::select(vec!["id,name,age", "name,birth date,death date,age", "no,name,place,", "x,y,z"]),
        rows in prop::collection::vec(prop::collection::vec(cell(), 0..6), 0..40),
        delimiter in prop::sample::select(vec![",", ";", "\t", "|"]),
        end in prop::sample::select(vec!["\n", "\r\n"]),
        start in prop::sample::select(vec!["", "\u{feff}", "\n", "sep=,\n", "List of May\n"]),
        last in prop::sample::select(vec!["", "\n", "\n\n", "\x1a", "\nTotal,3\n"]),
    ) {
        let lines: Vec<String> = rows.iter().map(|cells| cells.join(delimiter)).collect();
        let text = format!("{start}{}{end}{}{last}", header.replace(',', delimiter), lines.join(end));
        check(&text);
    }

    #[test]
    fn whole_tables_agree(
        rows in prop::collection::vec(("[a-z]{1,12}", "[0-9]{1,2}/[0-9]{1,2}/([0-9]{2}|20[0-9]{2})",
            "[0-9]{1,2}/[0-9]{1,2}/([0-9]{2}|19[0-9]{2})", "[0-9]{1,2}"), 1..60),
    ) {
        let lines: String = rows.iter().map(|(n, d, b, a)| format!("{n},{d},{b},{a}\n")).collect();
        let text = format!("name,date of death,date of birth,age\n{lines}");
        prop_assert!(check(&text) || rows.len() < 3);
    }
}

//! What the evidence, the decisions and the method come to: counts, tables, report.

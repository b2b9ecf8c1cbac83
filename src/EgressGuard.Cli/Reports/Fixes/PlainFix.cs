namespace EgressGuard.Cli.Reports.Fixes;

/// <summary>An edit of one line of a source that takes a finding away.</summary>
/// <param name="Description">What it does. A whole sentence.</param>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Column">The column where the replaced text begins, in UTF-16 code units, counted from 1.</param>
/// <param name="Length">How much text is replaced; 0 for an insertion.</param>
/// <param name="Text">What is written there; may hold line feeds.</param>
internal sealed record PlainFix(string Description, int Line, int Column, int Length, string Text);

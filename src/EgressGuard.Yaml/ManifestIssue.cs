using System.Diagnostics.CodeAnalysis;

namespace EgressGuard.Yaml;

/// <summary>Something that kubectl tolerates in a manifest's text and a person should not. The value stays the one kubectl sends.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Pointer">JSON pointer (RFC 6901) into the manifest; empty for the manifest as a whole.</param>
/// <param name="Line">The line, counted from 1 in the whole file.</param>
/// <param name="Column">The column, counted from 1.</param>
/// <param name="Message">One sentence on what kubectl does with it, and what to write instead.</param>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "A JSON pointer is called a pointer.")]
public sealed record ManifestIssue(ManifestIssueKind Kind, string Pointer, int Line, int Column, string Message);

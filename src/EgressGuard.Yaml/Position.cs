using System.Runtime.InteropServices;

namespace EgressGuard.Yaml;

/// <summary>A place in the text a manifest was read from.</summary>
/// <param name="Line">The line, counted from 1 in the whole file (not in its document).</param>
/// <param name="Column">The column, counted from 1 in UTF-16 code units.</param>
/// <param name="AnchorLine">For a value that arrived through a YAML alias: the line where the anchor is defined, while
/// <paramref name="Line"/> is the line of the alias. Otherwise null.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Position(int Line, int Column, int? AnchorLine);

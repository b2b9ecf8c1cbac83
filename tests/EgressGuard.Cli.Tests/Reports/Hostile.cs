namespace EgressGuard.Cli.Tests.Reports;

/// <summary>Names that try to be something else in one format or another.</summary>
internal static class Hostile
{
    public static TheoryData<string> Names { get; } =
    [
        "a\nb", "a\r\n::error file=x::y", "::error::x", "100%0Asure", "%25", "a,b:c", "\"quoted\" 'twice'", "]]>", "<b>&amp;</b>",
        "\u0000\u0001\u001f", "\u001b[31mred\u001b[0m", "\u009b31m", "\u202eevil", "größe-日本-😀", "\uFFFE", "\t", "##[error]x", "\u2028",
    ];
}

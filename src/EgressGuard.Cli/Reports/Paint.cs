namespace EgressGuard.Cli.Reports;

/// <summary>Colour for a terminal.</summary>
internal static class Paint
{
    public const string Bold = "1";
    public const string Red = "31";
    public const string Green = "32";
    public const string Yellow = "33";
    public const string Cyan = "36";

    /// <summary>What paints a text in a colour, or leaves it as it is.</summary>
    /// <param name="isColoured">Whether the terminal shows colour.</param>
    public static Func<string, string, string> For(bool isColoured) =>
        isColoured ? (text, colour) => $"\u001b[{colour}m{text}\u001b[0m" : (text, _) => text;
}

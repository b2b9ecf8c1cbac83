using System.Globalization;

namespace EgressGuard.Cli.Maps.Html.Drawing;

/// <summary>What a part of the drawing belongs to: the script shows it when a person points at one of these.</summary>
/// <param name="Left">The places of namespaces, with blanks between.</param>
/// <param name="Right">The places of destinations, likewise.</param>
internal sealed record Touch(string Left, string Right)
{
    /// <summary>Made of places.</summary>
    public static Touch Of(IEnumerable<int> left, IEnumerable<int> right) => new(Join(left), Join(right));

    /// <summary>Both ends of connections.</summary>
    public static Touch Of(IEnumerable<DrawnEdge> edges)
    {
        var all = edges.ToList();
        return Of(all.Select(edge => edge.Left), all.Select(edge => edge.Right));
    }

    private static string Join(IEnumerable<int> places) =>
        string.Join(' ', places.Distinct().Order().Select(place => place.ToString(CultureInfo.InvariantCulture)));
}

using System.Globalization;

namespace EgressGuard.Benchmarks.All;

/// <summary>What the guard is to keep to, and whether it does.</summary>
/// <param name="What">What is measured.</param>
/// <param name="Limit">The most that it may be.</param>
/// <param name="Measured">What it is; null when the part that measures it failed.</param>
/// <param name="Unit">What follows the figures.</param>
internal sealed record Target(string What, double Limit, double? Measured, string Unit)
{
    /// <summary>Met or missed.</summary>
    public string Outcome => Measured switch
    {
        null => "not measured",
        var measured when measured <= Limit => "met",
        _ => "missed",
    };

    /// <summary>A row of the table.</summary>
    public override string ToString() => $"| {What} | <= {Text(Limit)} | {(Measured is { } measured ? Text(measured) : "-")} | {Outcome} |";

    private string Text(double figure) =>
        figure.ToString(figure >= 100 ? "F0" : figure >= 10 ? "F1" : "0.##", CultureInfo.InvariantCulture) + Unit;
}

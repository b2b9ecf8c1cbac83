namespace EgressGuard.Benchmarks;

/// <summary>The middle of several figures; of an even number the upper one.</summary>
internal static class Median
{
    public static double Of<T>(IReadOnlyCollection<T> measured, Func<T, double> figure) =>
        measured.Select(figure).Order().ElementAt(measured.Count / 2);
}

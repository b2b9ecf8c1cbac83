namespace EgressGuard.Benchmarks.Soak;

/// <summary>Whether something grew: the slope of the line through all its samples (least squares), times the time they span.</summary>
/// <param name="What">What was sampled, with its unit.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Rise">By how much the line rises.</param>
/// <param name="Allowed">By how much it may.</param>
internal sealed record Trend(string What, double Mean, double Rise, double Allowed)
{
    private const double AllowedShare = 0.1;

    public bool Holds => Rise <= Allowed;

    /// <param name="what">What was sampled, with its unit.</param>
    /// <param name="samples">Seconds and values.</param>
    /// <param name="noise">A rise that means nothing. A tenth of the mean does not, either.</param>
    public static Trend Of(string what, IReadOnlyList<(double At, double Value)> samples, double noise)
    {
        var (at, mean) = (samples.Average(sample => sample.At), samples.Average(sample => sample.Value));
        var spread = samples.Sum(sample => (sample.At - at) * (sample.At - at));
        var slope = spread == 0 ? 0 : samples.Sum(sample => (sample.At - at) * (sample.Value - mean)) / spread;
        return new Trend(what, mean, slope * (samples[^1].At - samples[0].At), Math.Max(AllowedShare * mean, noise));
    }
}

namespace EgressGuard.Core.Policy;

/// <summary>The limits of exemptions (policy <c>exemptions</c>).</summary>
public sealed record ExemptionSettings
{
    /// <summary>How long after its creation an exemption may expire at the latest. One that asks for more is void.</summary>
    public TimeSpan MaxLifetime { get; init; } = TimeSpan.FromDays(90);
}

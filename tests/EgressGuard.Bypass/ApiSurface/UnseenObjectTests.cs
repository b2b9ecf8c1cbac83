using EgressGuard.Bypass.Running;

namespace EgressGuard.Bypass.ApiSurface;

/// <summary>Class 9: objects that come into the cluster without a review.</summary>
public sealed class UnseenObjectTests(SharedCluster shared)
{
    [Fact]
    public Task The_mirror_of_a_static_pod_is_reported_by_the_audit() => shared.Guard.ReportedAsync("EG302", "mirror-node-1");
}

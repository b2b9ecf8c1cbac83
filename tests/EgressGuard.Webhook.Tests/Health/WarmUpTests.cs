using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Webhook.Health;

namespace EgressGuard.Webhook.Tests.Health;

public sealed class WarmUpTests
{
    /// <summary>A malformed sample would warm nothing but the refusal of malformed objects.</summary>
    [Fact]
    public void Every_sample_is_judged_and_breaks_rules() => Assert.All(WarmUp.Reviews, review =>
    {
        var basis = new JudgingBasis(MeshSnapshot.Empty, EgressPolicy.Default, ExemptionSet.Empty, DateTimeOffset.UnixEpoch);
        var answer = AdmissionReviewer.Review(AdmissionPhase.Validate, review, basis);

        Assert.Equal(RefusalCode.Forbidden, answer.Code);
    });
}

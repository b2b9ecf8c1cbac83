using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;

namespace EgressGuard.Core.Tests.Rules.Pods;

public sealed class ProxyIdentityTests
{
    private const string Rule = "EG304";

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(-1337, false)]
    [InlineData(13370, false)]
    [InlineData(4294968633, false)]
    [InlineData(1337, true)]
    public void Only_the_proxys_own_number_counts(long id, bool isTold)
    {
        var pod = PodJudge.Pod() with
        {
            Spec = new PodSpec { Containers = [new Container { Name = "web", SecurityContext = new SecurityContext { RunAsUser = id } }] },
        };

        Assert.Equal(isTold ? 1 : 0, PodJudge.Judge(Rule, pod).Findings.Length);
    }

    /// <summary>A request for an ephemeral container sees only findings in its own list, and must see this one.</summary>
    [Fact]
    public void What_an_ephemeral_container_inherits_is_within_the_reach_of_its_request()
    {
        var pod = PodJudge.Pod() with
        {
            Spec = new PodSpec
            {
                SecurityContext = new PodSecurityContext { RunAsUser = 1337, RunAsGroup = 1337, FsGroup = 1337 },
                Containers = [new Container { Name = "web", SecurityContext = new SecurityContext { RunAsUser = 1, RunAsGroup = 1 } }],
                EphemeralContainers = [new Container { Name = "debugger" }],
            },
        };

        var verdict = RuleEngine.Evaluate(
            [RuleCatalog.Find(Rule)!],
            Subject.Of(pod, "") with { Reach = "/spec/ephemeralContainers" },
            MeshSnapshot.Empty,
            EgressPolicy.Default);

        Assert.Equal(
            ["/spec/ephemeralContainers/0", "/spec/ephemeralContainers/0"], verdict.Findings.Select(finding => finding.Pointer));
    }
}

using EgressGuard.Core.Mesh;

namespace EgressGuard.Core.Tests.Mesh;

public sealed class HostNameTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("example.com", "example.com")]
    [InlineData("EXAMPLE.Com", "example.com")]
    [InlineData("example.com.", "example.com")]
    [InlineData("Example.COM.", "example.com")]
    [InlineData("example.com..", "example.com.")]
    [InlineData(".", "")]
    [InlineData("*.Example.com", "*.example.com")]
    [InlineData("*", "*")]
    [InlineData("\u212Aube.com", "\u212Aube.com")]
    [InlineData("\u212AUBE.com", "\u212Aube.com")]
    [InlineData("\u0130stio.io", "\u0130stio.io")]
    [InlineData("[@`{", "[@`{")]
    [InlineData("AZaz09-_", "azaz09-_")]
    public void Normalizes_case_and_one_trailing_dot(string host, string expected) => Assert.Equal(expected, HostName.Normalize(host));

    [Theory]
    [InlineData("a.com", "a.com", true, true, true)]
    [InlineData("a.com", "b.com", false, false, false)]
    [InlineData("*.com", "a.com", true, false, true)]
    [InlineData("*.foo.com", "foo.com", false, false, false)]
    [InlineData("*.foo.com", "a.b.foo.com", true, false, true)]
    [InlineData("*foo.com", "foo.com", true, false, true)]
    [InlineData("*foo.com", "barfoo.com", true, false, true)]
    [InlineData("*foo.com", "bar.foo.com", true, false, true)]
    [InlineData("*foo.com", "*.foo.com", true, false, true)]
    [InlineData("*-api.foo.com", "x-api.foo.com", true, false, true)]
    [InlineData("*-api.foo.com", "*.foo.com", true, true, false)]
    [InlineData("*.a.com", "*.b.com", false, false, false)]
    [InlineData("*", "a", true, false, true)]
    [InlineData("*", "*.com", true, false, true)]
    [InlineData("*", "*", true, true, true)]
    [InlineData("*.com", "*.com", true, true, true)]
    [InlineData("a.com", "A.com", false, false, false)]
    [InlineData("a.com", "a.com.", false, false, false)]
    [InlineData("a.com", "xa.com", false, false, false)]
    [InlineData("a*.com", "ab.com", false, false, false)]
    [InlineData("a*.com", "a*.com", true, true, true)]
    [InlineData("", "", true, true, true)]
    [InlineData("", "*", true, true, false)]
    public void Compares_hosts(string left, string right, bool overlap, bool leftInRight, bool rightInLeft)
    {
        Assert.Equal(overlap, HostName.Overlap(left, right));
        Assert.Equal(overlap, HostName.Overlap(right, left));
        Assert.Equal(leftInRight, HostName.IsCoveredBy(left, right));
        Assert.Equal(rightInLeft, HostName.IsCoveredBy(right, left));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("*", true)]
    [InlineData("*.com", true)]
    [InlineData("*com", true)]
    [InlineData("a.*.com", false)]
    [InlineData("a.com", false)]
    public void Knows_wildcards_by_their_first_character(string host, bool expected) => Assert.Equal(expected, HostName.IsWildcard(host));

    /// <summary>The definition itself, on every name of up to six characters.</summary>
    [Fact]
    public void Agrees_with_a_search_through_all_names()
    {
        var names = AllNames("ab.", 6).ToArray();
        var random = new Random(17);
        for (var run = 0; run < 4000; run++)
        {
            // Five characters at most, so that the longest tail leaves room for one more before it.
            var (left, right) = (NextHost(random), NextHost(random));
            var (inLeft, inRight) = (names.Where(name => Covers(left, name)).ToHashSet(), names.Where(name => Covers(right, name)).ToHashSet());

            Assert.True(inLeft.Overlaps(inRight) == HostName.Overlap(left, right), $"{left} overlaps {right}");
            Assert.True(inLeft.IsSubsetOf(inRight) == HostName.IsCoveredBy(left, right), $"{left} is covered by {right}");
        }

        static string NextHost(Random random) => (random.Next(2) == 0 ? "*" : "") + RandomText.Of(random, "ab.", 4);

        static bool Covers(string host, string name) => host is ['*', .. var tail] ? name.EndsWith(tail, StringComparison.Ordinal) : name == host;

        static IEnumerable<string> AllNames(string alphabet, int longest) =>
            longest == 0 ? [""] : AllNames(alphabet, longest - 1).SelectMany(name => alphabet.Select(c => name + c)).Append("");
    }

    [Theory]
    [InlineData("istio-egressgateway", "istio-egressgateway.shop.svc.cluster.local")]
    [InlineData("istio-egressgateway.istio-system", "istio-egressgateway.istio-system")]
    [InlineData("a.com", "a.com")]
    [InlineData("*", "*")]
    [InlineData("*foo", "*foo")]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("", "")]
    public void Expands_names_without_a_dot(string host, string expected) => Assert.Equal(expected, HostName.Expand(host, "shop", "cluster.local"));

    [Theory]
    [InlineData("a.shop.svc.cluster.local", true)]
    [InlineData("shop.svc.cluster.local", true)]
    [InlineData("cluster.local", true)]
    [InlineData("*.cluster.local", true)]
    [InlineData("*cluster.local", true)]
    [InlineData("a.cluster.local", true)]
    [InlineData("a.shop.svc", true)]
    [InlineData("svc", true)]
    [InlineData("*.svc", true)]
    [InlineData("*svc", true)]
    [InlineData("a.shop.svc.clusterset.local", true)]
    [InlineData("*.clusterset.local", true)]
    [InlineData("myclusterset.local", false)]
    [InlineData("a.shop", false)]
    [InlineData("a.mysvc", false)]
    [InlineData("mycluster.local", false)]
    [InlineData("a.svc.example.com", false)]
    [InlineData("a.svc.corp.example", false)]
    [InlineData("*.local", false)]
    [InlineData("*", false)]
    [InlineData("a.cluster.local.", false)]
    [InlineData("A.CLUSTER.LOCAL", false)]
    [InlineData("\u212A.example.com", false)]
    [InlineData("", false)]
    public void Tells_services_of_the_cluster_from_hosts_outside(string host, bool expected) =>
        Assert.Equal(expected, HostName.IsInCluster(host, "cluster.local"));

    [Fact]
    public void Tells_services_by_the_domain_of_the_cluster()
    {
        Assert.True(HostName.IsInCluster("a.shop.svc.corp.example", "corp.example"));
        Assert.False(HostName.IsInCluster("a.shop.svc.cluster.local", "corp.example"));
    }
}

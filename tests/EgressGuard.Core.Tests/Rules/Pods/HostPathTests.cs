using EgressGuard.Core.Rules.Pods;

namespace EgressGuard.Core.Tests.Rules.Pods;

public sealed class HostPathTests
{
    [Theory]
    [InlineData("/var/log", true)]
    [InlineData("/var/log/", true)]
    [InlineData("/var/log/pods", true)]
    [InlineData("//var///log", true)]
    [InlineData("/var/./log/.", true)]
    [InlineData("/var/lib/../log", true)]
    [InlineData("/../var/log", true)]
    [InlineData("/var/log/..pods", true)]
    [InlineData("/var/logs", false)]
    [InlineData("/var", false)]
    [InlineData("/", false)]
    [InlineData("/var/log/..", false)]
    [InlineData("/var/log/../run", false)]
    [InlineData("/var/log/pods/../../run", false)]
    [InlineData("/VAR/LOG", false)]
    [InlineData("var/log", false)]
    [InlineData("./var/log", false)]
    [InlineData(@"C:\var\log", false)]
    [InlineData("", false)]
    public void A_path_is_allowed_at_or_below_a_listed_one(string path, bool isAllowed) =>
        Assert.Equal(isAllowed, HostPath.IsAtOrBelow(path, ["/opt/certs", "/var/log"]));

    [Fact]
    public void No_path_is_allowed_by_an_empty_list() => Assert.False(HostPath.IsAtOrBelow("/var/log", []));
}

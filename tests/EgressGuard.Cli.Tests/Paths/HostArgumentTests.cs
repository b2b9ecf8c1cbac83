using EgressGuard.Cli.Paths;

namespace EgressGuard.Cli.Tests.Paths;

public sealed class HostArgumentTests
{
    [Theory]
    [InlineData("api.example.com")]
    [InlineData("API.Example.COM.")]
    [InlineData("*.example.com")]
    [InlineData("*-cdn.example.com")]
    [InlineData("*")]
    [InlineData("db")]
    [InlineData("xn--bcher-kva.example")]
    [InlineData("_imap.example.com")]
    public void Names_and_patterns_are_hosts(string host) => Assert.Null(HostArgument.Problem(host));

    [Theory]
    [InlineData("https://api.example.com/v1", "write --host api.example.com --port 443.")]
    [InlineData("http://api.example.com:8080", "write --host api.example.com --port 8080.")]
    [InlineData("tcp://db.example.com", "write --host db.example.com.")]
    [InlineData("api.example.com:8443", "write --host api.example.com --port 8443.")]
    [InlineData("*.example.com:443", "write --host *.example.com --port 443.")]
    [InlineData("192.0.2.7", "is an IP address")]
    [InlineData("192.0.2.0/24", "is an IP address")]
    [InlineData("192.0.2.7:443", "is an IP address")]
    [InlineData("2001:db8::1", "is an IP address")]
    [InlineData("[2001:db8::1]", "is an IP address")]
    [InlineData("api.example.com/v1", "is no host; give the name alone")]
    [InlineData("shop/api.example.com", "is no host; give the name alone")]
    [InlineData("", "is no host")]
    [InlineData(".", "is no host")]
    [InlineData("api..example.com", "is no host")]
    [InlineData("*..example.com", "is no host")]
    [InlineData("api.*.com", "is no host")]
    [InlineData("a b", "is no host")]
    [InlineData("bücher.example", "xn--")]
    public void Anything_else_is_told_how_to_be_given(string written, string expected) =>
        Assert.Contains(expected, HostArgument.Problem(written), StringComparison.Ordinal);
}

using System.Security.Cryptography;
using System.Text;

namespace EgressGuard.Cli.Scaffolding;

/// <summary>Makes the names of objects from hosts, so that two hosts never share one.</summary>
internal static class ScaffoldName
{
    /// <summary>The longest name that Istio takes for a Gateway and for a subset: a DNS label.</summary>
    private const int Longest = 63;

    private const int DigitsOfHash = 8;

    /// <summary>
    /// A dotted name as a DNS-1123 label: dots become dashes, and dashes two. In a host no dash stands beside a dot, so that
    /// <c>a-b.com</c> (<c>a--b-com</c>) and <c>a.b.com</c> (<c>a-b-com</c>) stay apart. What is too long is cut, and told apart by a hash.
    /// </summary>
    /// <param name="dotted">DNS labels joined by dots.</param>
    public static string Of(string dotted)
    {
        var name = dotted.Replace("-", "--", StringComparison.Ordinal).Replace('.', '-');
        return name.Length <= Longest ? name : $"{name[..(Longest - DigitsOfHash - 1)].TrimEnd('-')}-{Hash(dotted)}";
    }

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..DigitsOfHash];
}

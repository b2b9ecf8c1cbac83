namespace EgressGuard.Core.Tests.Oracles;

/// <summary>
/// A second, naive implementation of one rule, written from the rule specification and not from the rule, over plain JSON. It knows no
/// model, no helper and no constant of the product.
/// </summary>
internal abstract class RuleOracle
{
    /// <summary>The rule's id.</summary>
    public abstract string Rule { get; }

    /// <summary>
    /// A random case. Values come from small pools in which the dangerous, the harmless and the almost dangerous are about equally
    /// likely, so that both answers are common.
    /// </summary>
    public abstract OracleCase Generate(Pick pick);

    /// <summary>The JSON pointers at which the specification asks for a finding, in any order; a place with two findings is named twice.</summary>
    public abstract IEnumerable<string> Violations(OracleCase @case);

    /// <summary>Pointers at which the specification neither asks for a finding nor rules one out. Asked only where both sides differ.</summary>
    public virtual IEnumerable<string> LeftOpen(OracleCase @case) => [];

    /// <summary>Whether what the rule found is what the specification asks for.</summary>
    /// <param name="case">The case.</param>
    /// <param name="violated">The pointers of <see cref="Violations"/>.</param>
    /// <param name="found">The pointers of the findings.</param>
    public bool Agrees(OracleCase @case, IReadOnlyCollection<string> violated, IReadOnlyCollection<string> found)
    {
        var expected = Compared(violated).Order(StringComparer.Ordinal).ToList();
        var actual = Compared(found).Order(StringComparer.Ordinal).ToList();
        if (expected.SequenceEqual(actual))
        {
            return true;
        }

        var open = LeftOpen(@case).ToHashSet();
        return open.Count > 0 && expected.Where(place => !open.Contains(place)).SequenceEqual(actual.Where(place => !open.Contains(place)));
    }

    /// <summary>
    /// How many cases make up for 10,000 of the usual ones. An oracle that judges whole meshes takes as long for one of its cases as others
    /// do for hundreds.
    /// </summary>
    public virtual int CasesPerTenThousand => 10_000;

    /// <summary>What of the pointers is compared, on both sides alike: all of them, unless an oracle says why not.</summary>
    public virtual IEnumerable<string> Compared(IEnumerable<string> pointers) => pointers;
}

namespace Creel.Search;

/// <summary>What a query must look at.</summary>
internal static class QueryCost
{
    /// <summary>0 facts, 1 headers, 2 a place in the body, 3 all of its text: the dearest part of a query decides.</summary>
    public static int Of(QueryNode node) => node switch
    {
        AllOf all => all.Nodes.Length == 0 ? 0 : all.Nodes.Max(Of),
        AnyOf any => any.Nodes.Max(Of),
        Not not => Of(not.Node),
        HeaderTerm => 1,
        BodyTerm => 2,
        PhraseTerm => 3,
        _ => 0,
    };

    /// <summary>Whether the headers or the body must be read.</summary>
    public static bool ReadsContent(QueryNode node) => Of(node) > 0;

    /// <summary>Whether the items of a batch may differ in it.</summary>
    public static bool ReadsItems(QueryNode node) => node switch
    {
        AllOf all => all.Nodes.Any(ReadsItems),
        AnyOf any => any.Nodes.Any(ReadsItems),
        Not not => ReadsItems(not.Node),
        TextTerm term => term.Fact.IsOfItem(),
        NumberTerm term => term.Fact.IsOfItem(),
        _ => false,
    };
}
